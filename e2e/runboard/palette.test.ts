import { test } from "vitest";
import { anotherOperator } from "./support/another-operator.ts";
import { looksWell } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

test("a template is started by keyboard alone, and its end is told once in all windows", async () => {
  const { id: sessionId } = await operator.ops.createSession({ name: "By keyboard" });
  // Somebody whose runs are these alone: other files of tests have runs, too.
  const page = await anotherOperator(operator, "Hedy", "operator", `/sessions/${sessionId}`);
  await isLive(page);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  const input = palette.getByRole("combobox");
  await input.fill("http");
  await expect(palette.getByRole("option", { name: /Start HTTP check/ })).toBeVisible();
  await looksWell(page, "palette", shots);
  const other = await page.context().newPage();
  await visit(other, page.url());
  await isLive(other);
  await page.bringToFront();
  await input.fill("log");
  await page.keyboard.press("Enter");
  await expect(input).toHaveValue("/run log-storm ");
  await page.keyboard.type("seconds=1 lines_per_second=5 lane=B");
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await expect(page.getByText(/Starts Log storm in lane B/)).toBeVisible();
  const { runs } = await operator.ops.listRuns({ session_id: sessionId });
  expect(runs.map(({ lane, template }) => [lane, template])).toEqual([["B", "log-storm"]]);

  // By either window, and by one only.
  const told = () => Promise.all([page, other].map((window) => window.getByText(/^Run \d+ succeeded$/).count()));
  await expect.poll(async () => (await told()).reduce((sum, count) => sum + count), { timeout: 60_000 }).toBe(1);
  await expect(page.getByRole("button", { name: "Notifications: 1 unread" })).toBeVisible();
  await expect(other.getByRole("button", { name: "Notifications: 1 unread" })).toBeVisible();
  const [before = 0] = await told();
  await shots.everyLook(before > 0 ? page : other, "toast");
  await page.getByRole("button", { name: "Notifications: 1 unread" }).click();
  await expect(page.getByRole("menuitem", { name: /^Succeeded Run \d+ succeeded/ })).toBeVisible();
  await looksWell(page, "notifications", shots);
  await page.keyboard.press("Escape");
  await expect(other.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();
  expect((await told()).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1);

  await other.close();

  // What was chosen last comes first; everything that has a key is listed.
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("option").first()).toHaveText(/Start Log storm/);
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Shortcuts" });
  await expect(list.getByText("Open or close the chat")).toBeVisible();
  await looksWell(page, "shortcuts", shots);
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await page.keyboard.press("c");
  await expect(page.getByRole("complementary", { name: "Chat" }).getByText("/run log-storm seconds=1")).toBeVisible();
});
