import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, test } from "vitest";
import { superuserUrl } from "../start/superuser-url.ts";
import { anotherOperator } from "./support/another-operator.ts";
import { ownInstance } from "./support/instance.ts";
import { expect, isLive, openBrowser, reload, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();
let sql: Sql;
beforeAll(async () => {
  sql = postgres(await superuserUrl(ownInstance().folder), { max: 1 });
});
afterAll(() => sql?.end({ timeout: 2 }));
const steps = [{ name: "say", kind: "shell" as const, run: "echo said" }];

test("runs are found by status, lane, time and text in their parameters; the address keeps it, and keys walk the list", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Hay and needles" });
  const make = async (lane: string, title: string, app: string, more = {}) => {
    const parameters = { app, ...more };
    return (await operator.ops.createRun({ session_id, lane, steps, title, parameters, delay_seconds: 3_600 })).run.id;
  };
  const hay = await make("A", "Hay", "barn", { repo: "https://github.com/Acme/Hay.git" });
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
  await reload(page);
  await expect(shown).toHaveCount(1);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await page.getByRole("combobox", { name: "Repository" }).fill("acme/hay");
  await expect(page).toHaveURL(/repo=acme\/hay/);
  await expect(shown).toHaveCount(1);
  await expect(shown).toHaveAttribute("data-run", String(hay));

  // A date that is being typed has no value for a while, and its field stays.
  await visit(page, new URL(`/runs?session=${session_id}`, page.url()).href);
  const created = page.getByRole("combobox", { name: "Created" });
  await created.click();
  await page.getByRole("option", { name: "Between…" }).click();
  await expect(created).toBeFocused();
  const from = page.getByLabel("Created from");
  await from.focus();
  await page.keyboard.press("Backspace");
  await expect(page).not.toHaveURL(/from=/);
  await expect(from).toBeFocused();
  await page.keyboard.type("01");
  await expect(page).toHaveURL(/from=/);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(from).toHaveCount(0);

  await visit(page, new URL(`/runs?session=${session_id}&since=1h`, page.url()).href);
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

test("chosen runs are cancelled with a reason, and all that match are retried, with what came of it in words", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Many at once" });
  const ids: number[] = [];
  for (const title of ["One", "Two", "Three"]) {
    const { run } = await operator.ops.createRun({ session_id, steps, title, delay_seconds: 3_600 });
    ids.unshift(run.id);
  }
  const page = await operator.window(`/runs?session=${session_id}`);
  await isLive(page);
  const rows = page.locator("tr[data-run]");
  await expect(rows).toHaveCount(3);
  const chosen = page.getByRole("region", { name: "Chosen runs" });
  await page.getByLabel(`Choose run ${ids[0]}`).click();
  await rows.nth(1).getByRole("link").focus();
  await page.keyboard.press("x");
  await expect(chosen).toContainText("2 chosen");
  await shots.everyLook(page, "runs-chosen");
  await chosen.getByRole("button", { name: "Cancel runs" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel 2 runs?" });
  await dialog.getByLabel("Reason").fill("Deploy freeze");
  await dialog.getByRole("button", { name: "Cancel runs" }).click();
  await expect(page.getByText("2 cancelled.", { exact: true })).toBeVisible();
  await expect(rows.locator("[data-status='cancelled']")).toHaveCount(2);
  expect((await operator.ops.getRun({ run_id: ids[0] ?? 0 })).run.status).toBe("cancelled");

  await page.getByLabel("Choose all that are shown").click();
  await chosen.getByRole("button", { name: "Choose all that match (3 runs)" }).click();
  await chosen.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry runs" }).click();
  await expect(page.getByText("2 retried.", { exact: true })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(rows.locator("[data-status='cancelled']")).toHaveCount(0);
});

test("a change of many runs goes on when its page is loaded again, where it is seen, stopped and told of", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Left alone" });
  const { run } = await operator.ops.createRun({ session_id, steps, delay_seconds: 3_600 });
  const page = await operator.window(`/runs?session=${session_id}`);
  await isLive(page);
  await page.route(/bulk_operations\.step/, async () => {}); // unanswered, until the page goes
  await page.getByLabel(`Choose run ${run.id}`).click();
  await page.getByRole("button", { name: "Cancel runs" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel runs" }).click();
  await expect(page.getByRole("dialog").getByText("0 of 1: 0 cancelled…")).toBeVisible();
  // As if it were about many; nobody else may carry it on before it is stopped here.
  await sql`
    update public.bulk_operations set stepped_at = now() + interval '1 hour', total = 400, done = 120, skipped = 3
    where status = 'running'`;
  await reload(page);
  const changes = page.getByRole("region", { name: "Changes of many runs" });
  await expect(changes).toContainText("123 of 400: 120 cancelled, 3 had gone on meanwhile…");
  await expect(changes.getByRole("progressbar", { name: "Runs gone through" })).toHaveJSProperty("value", 123);
  await shots.everyLook(page, "runs-bulk");
  await changes.getByRole("button", { name: "Stop here" }).click();
  await expect(changes).toContainText("123 of 400: 120 cancelled, 3 had gone on meanwhile, then stopped.");
  await reload(page);
  await expect(changes).toContainText("Stopped by");
  await changes.getByRole("button", { name: "Dismiss" }).click();
  await expect(changes).toHaveCount(0);
});

test("a change of many runs keeps the number that it was asked for, and is stopped in its dialog between two steps", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Half way" });
  const runs = ["One", "Two", "Three"].map((title) => ({ title }));
  await operator.ops.createManyRuns({ session_id, steps, runs, delay_seconds: 3_600 });
  const page = await operator.window(`/runs?session=${session_id}&status=queued`);
  await isLive(page);
  const rows = page.locator("tr[data-run]");
  await expect(rows).toHaveCount(3);
  let goOn = () => {};
  const stopAsked = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  // One run a step, and none before a stop has been asked for.
  await page.route(/bulk_operations\.step/, async (route) => {
    await stopAsked;
    const postData = { ...(route.request().postDataJSON() as object), limit: 1 }; // built by our own client
    await route.continue({ postData });
  });
  await page.getByLabel("Choose all that are shown").click();
  await page.getByRole("button", { name: "Choose all that match (3 runs)" }).click();
  await page.getByRole("button", { name: "Cancel runs" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel all that match (3 runs)?" });
  await dialog.getByRole("button", { name: "Cancel runs" }).click();
  await expect(dialog.getByText("0 of 3: 0 cancelled…")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Close, it goes on" })).toBeVisible();
  await sql`update public.bulk_operations set stepped_at = now() + interval '1 hour' where status = 'running'`;
  // The page behind it has it, too, for whoever closes the dialog.
  const changes = page.locator("section[aria-label='Changes of many runs']");
  await expect(changes).toContainText("0 of 3: 0 cancelled…");
  // Its list has fewer that match meanwhile.
  await operator.ops.cancelRun({ run_id: Number(await rows.last().getAttribute("data-run")) });
  await expect(rows).toHaveCount(2);
  await expect(dialog).toBeVisible();
  await shots.everyLook(page, "runs-bulk-dialog");
  await dialog.getByRole("button", { name: "Stop here" }).click();
  goOn();
  await expect(changes).toContainText("1 cancelled, then stopped.");
  await expect(dialog).toBeHidden();
  expect((await operator.ops.listRuns({ session_id, status: ["queued"] })).runs).toHaveLength(1);
});

test("a change of many runs tells what was refused of it, and stays open where all of it was", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "In use" });
  const { id: closed } = await operator.ops.createSession({ name: "Put away" });
  const cancelled = async (session: number) => {
    const { run } = await operator.ops.createRun({ session_id: session, steps, delay_seconds: 3_600 });
    await operator.ops.cancelRun({ run_id: run.id });
    return run.id;
  };
  const ids = [await cancelled(session_id), await cancelled(closed)];
  await operator.ops.archiveSession({ session_id: closed });
  const page = await anotherOperator(operator, "Rita", "operator", "/runs?status=cancelled");
  await isLive(page);
  const choose = async () => {
    for (const id of ids) await page.getByLabel(`Choose run ${id}`).click();
    await page.getByRole("region", { name: "Chosen runs" }).getByRole("button", { name: "Retry" }).click();
  };
  const dialog = page.getByRole("dialog", { name: "Retry 2 runs?" });
  const role = (name: string) => sql`update public.operators set role = ${name} where display_name = 'Rita'`;
  await choose();
  await role("auditor");
  await dialog.getByRole("button", { name: "Retry runs" }).click();
  await expect(dialog.getByRole("alert")).toContainText("needs the role admin or operator; yours is auditor");
  await shots.everyLook(page, "runs-bulk-refused");
  await role("operator");
  await dialog.getByRole("button", { name: "Retry runs" }).click();
  await expect(page.getByRole("region", { name: "Changes of many runs" })).toContainText("1 retried, 1 refused.");
  await expect(dialog).toBeHidden();
});

test("filters are saved as a view under a name of its own, chosen again, made the way to the list, and deleted", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Views" });
  await operator.ops.createRun({ session_id, steps, delay_seconds: 3_600 });
  const address = `/runs?status=queued&session=${session_id}`;
  const page = await operator.window(address);
  await isLive(page);
  const choose = async (item: string, role: "menuitem" | "menuitemradio" = "menuitem") => {
    await page.getByRole("button", { name: /^View: / }).click();
    await page.getByRole(role, { name: item }).click();
  };
  await choose("Save these filters…");
  await page.getByRole("textbox", { name: "Name" }).fill("Late ones");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("button", { name: "View: Late ones" })).toBeVisible();
  await choose("Open Runs with this view");
  await expect(page.getByRole("link", { name: "Runs", exact: true })).toHaveAttribute("href", address);
  await page.getByRole("button", { name: "View: Late ones" }).click();
  await expect(page.getByRole("menuitemradio", { name: "Late ones" })).toContainText("opens first");
  await shots.everyLook(page, "runs-views");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/runs$/);
  await choose("Late ones", "menuitemradio");
  await expect(page).toHaveURL(new RegExp(`status=queued&session=${session_id}$`));

  await page.getByRole("button", { name: "Status: Queued" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Failed" }).click();
  await page.keyboard.press("Escape");
  await choose("Save these filters…");
  await page.getByRole("textbox", { name: "Name" }).fill("late ONES");
  await expect(page.getByText("This replaces the filters of Late ones.")).toBeVisible();
  await shots.everyLook(page, "runs-view-save");
  await page.getByRole("button", { name: "Replace view" }).click();
  await expect(page.getByRole("button", { name: "View: late ONES" })).toBeVisible();
  await choose("Delete…");
  await page.getByRole("button", { name: "Delete view" }).click();
  await expect(page.getByRole("button", { name: "View: Not saved" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Runs", exact: true })).toHaveAttribute("href", "/runs");
});

test("a list that matches nothing says so and offers a way back", async () => {
  const page = await operator.window("/runs?text=nobody-ever-wrote-this&by=Nobody");
  await expect(page.getByRole("heading", { name: "No run matches" })).toBeVisible();
  await shots.everyLook(page, "runs-none");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL(/\/runs$/);
});
