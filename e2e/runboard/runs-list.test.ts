import { test } from "vitest";
import { expect, isLive, openBrowser } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();
const steps = [{ name: "say", kind: "shell" as const, run: "echo said" }];

test("runs are found by status, lane, time and text in their parameters; the address keeps it, and keys walk the list", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Hay and needles" });
  const make = async (lane: string, title: string, app: string) =>
    (await operator.ops.createRun({ session_id, lane, steps, title, parameters: { app }, delay_seconds: 3_600 })).run
      .id;
  const hay = await make("A", "Hay", "barn");
  const needle = await make("B", "More hay", "needle-9");
  const stopped = await make("B", "Stopped hay", "barn");
  await operator.ops.cancelRun({ run_id: stopped });

  const page = await operator.window(`/runs?session=${session_id}`);
  await isLive(page);
  const shown = page.locator("tr[data-run]");
  await expect(shown).toHaveCount(3);
  await expect(page.getByText("3 runs", { exact: true })).toBeVisible();
  await shots.everyLook(page, "runs-filtered");

  await page.getByRole("button", { name: "Status: Any status" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Cancelled" }).click();
  await expect(shown).toHaveCount(1);
  await page.getByRole("menuitemcheckbox", { name: "Queued" }).click();
  await expect(shown).toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/status=queued,cancelled/);

  await page.getByLabel("Number, title or parameter").fill("NEEDLE-9");
  await expect(shown).toHaveCount(1);
  await expect(shown).toHaveAttribute("data-run", String(needle));
  await page.reload();
  await expect(shown).toHaveCount(1);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL(/\/runs$/);

  await page.goto(new URL(`/runs?session=${session_id}&since=1h`, page.url()).href);
  await expect(shown).toHaveCount(3);
  const link = (place: number) => shown.nth(place).getByRole("link");
  await expect(async () => {
    await page.keyboard.press("k"); // the page may still be waking up
    await expect(link(0)).toBeFocused({ timeout: 200 });
  }).toPass();
  for (const key of ["j", "j", "j", "k", "j"]) await page.keyboard.press(key);
  await expect(link(2)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(String(hay));
});

test("a list that matches nothing says so and offers a way back", async () => {
  const page = await operator.window("/runs?text=nobody-ever-wrote-this&by=Nobody");
  await expect(page.getByText("No run matches")).toBeVisible();
  await shots.everyLook(page, "runs-none");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL(/\/runs$/);
});
