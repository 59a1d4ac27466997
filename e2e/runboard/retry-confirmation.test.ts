import { beforeAll, test } from "vitest";
import { looksWell } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, showsStatus, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();
const host = { type: "string", title: "Host", "x-target": true };

beforeAll(async () => {
  await operator.ops.publishTemplate({
    ...{ slug: "guarded-restart", name: "Guarded restart", confirm: true },
    parameter_schema: { type: "object", properties: { host } },
    steps: [{ name: "restart", kind: "shell", run: "false" }],
  });
});
const start = async (session_id: number) => {
  const asked = { session_id, lane: "A", template: "guarded-restart", parameters: { host: "db-1" } };
  return (await operator.ops.createRun(asked)).run.id;
};
const attemptsOf = async (run_id: number) => (await operator.ops.getRun({ run_id })).run.attempt;

test("a run of a template that asks for confirmation is retried, on its page and in the chat, by who types its target", async () => {
  const { page, sessionId } = await operator.board("Guarded");
  const board = page.url();
  const id = await start(sessionId);
  await visit(page, new URL(`/runs/${id}`, board).href);
  await isLive(page);
  await showsStatus(page, "Failed");
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("menuitem", { name: "From the start" }).click();
  const dialog = page.getByRole("dialog", { name: `Retry run ${id}?` });
  await expect(dialog).toContainText("This runs “Guarded restart” again from its start, in Guarded, lane A");
  const target = dialog.getByLabel("Type db-1 to retry it");
  await expect(target).toBeFocused();
  await target.fill("db-2");
  await dialog.getByRole("button", { name: "Retry run" }).click();
  await expect(target).toHaveAccessibleDescription("Type db-1 to show that you mean it.");
  await expect(target).toHaveAttribute("aria-invalid", "true");
  await expect(target).toBeFocused();
  // As often as it is wrong.
  await dialog.getByRole("button", { name: "Retry run" }).click();
  await expect(target).toBeFocused();
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await looksWell(page, "run-retry-confirm", shots);
  expect(await attemptsOf(id)).toBe(1);
  await target.fill("db-1");
  await expect(target).not.toHaveAttribute("aria-invalid");
  await dialog.getByRole("button", { name: "Retry run" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => attemptsOf(id), { timeout: 60_000 }).toBe(2);
  await showsStatus(page, "Failed");

  await visit(page, `${board}?chat`);
  await isLive(page);
  const chat = page.getByRole("complementary", { name: "Chat" });
  const line = page.getByRole("combobox", { name: "Command" });
  await line.fill(`/retry ${id}`);
  await line.press("Enter");
  await expect(chat.getByRole("alert")).toContainText("Guarded restart asks for confirmation (lane A, host=db-1).");
  await expect(chat.getByRole("alert")).toContainText("Add confirm=db-1 to retry it.");
  await line.fill(`/retry ${id} confirm=db-1`);
  await line.press("Enter");
  await expect.poll(() => attemptsOf(id), { timeout: 60_000 }).toBe(3);
  // Nor does the card's own button.
  const card = chat.getByRole("article", { name: new RegExp(`Run ${id}`) });
  await card.getByRole("button", { name: `Retry run ${id}` }).click({ timeout: 60_000 });
  await expect(page.getByRole("dialog", { name: `Retry run ${id}?` })).toBeVisible();
  expect(await attemptsOf(id)).toBe(3);
});

test("a retry of many says how many of them ask for confirmation, and wants their number typed", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Guarded by the dozen" });
  const steps = [{ name: "fail", kind: "shell" as const, run: "false" }];
  const { run: plain } = await operator.ops.createRun({ session_id, lane: "B", steps });
  const ids = [plain.id, await start(session_id), await start(session_id)];
  const page = await operator.window(`/runs?session=${session_id}`);
  await isLive(page);
  await expect(page.locator("tr[data-run] [data-status='failed']")).toHaveCount(3, { timeout: 90_000 });
  await page.getByLabel("Choose all that are shown").click();
  await page.getByRole("region", { name: "Chosen runs" }).getByRole("button", { name: "Retry" }).click();
  const dialog = page.getByRole("dialog", { name: "Retry 3 runs?" });
  await expect(dialog).toContainText("2 of them are of templates that ask for confirmation");
  await looksWell(page, "runs-retry-confirm", shots);
  await dialog.getByRole("button", { name: "Retry runs" }).click();
  const number = dialog.getByLabel("Type 2 to retry them");
  await expect(number).toHaveAccessibleDescription("Type 2 to show that you mean it.");
  await expect(number).toHaveAttribute("aria-invalid", "true");
  await expect(number).toBeFocused();
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await number.fill("2");
  await dialog.getByRole("button", { name: "Retry runs" }).click();
  await expect(page.getByText("3 retried.", { exact: true })).toBeVisible();
  for (const id of ids) await expect.poll(() => attemptsOf(id), { timeout: 60_000 }).toBe(2);
});
