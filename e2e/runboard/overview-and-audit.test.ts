import { readFile } from "node:fs/promises";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, test } from "vitest";
import { superuserUrl } from "../start/superuser-url.ts";
import { ownInstance } from "./support/instance.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, reload, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const instance = ownInstance();
const shots = new Shots();
let sql: Sql;
beforeAll(async () => {
  sql = postgres(await superuserUrl(instance.folder), { max: 1 });
});
afterAll(() => sql?.end({ timeout: 2 }));

/** 200 runs of the last day as they lie in the past: most succeeded, every tenth failed, every 25th was cancelled; the newest three wait. */
async function makePast(sessionId: number): Promise<void> {
  await sql`
    insert into public.runs (session_id, lane_id, template_version_id, title, status, failure_code, rank, requested_by, requested_by_name,
      created_at, queued_at, started_at, finished_at, cancel_requested_at, available_at)
    select ${sessionId}, l.id, v.id, 'Past run', s.status,
      case s.status when 'failed' then (array['timeout', 'step_failed', 'step_failed'])[1 + n % 3] end, n, 'x', 'Ada Byron', t.at, t.at + case when s.status = 'queued' then interval '1 day' else '0' end,
      case when s.status <> 'queued' then t.at + make_interval(secs => n % 40) end,
      case when s.status <> 'queued' then t.at + make_interval(secs => n % 40 + 200 + n * 7 % 900) end,
      case s.status when 'cancelled' then t.at end, case s.status when 'queued' then now() + interval '1 hour' end
    from generate_series(1, 200) n
    cross join lateral (select now() - make_interval(mins => 1380 - n * n / 32 - 25) as at) t
    cross join lateral (
      select case when n > 197 then 'queued' when n % 10 = 0 then 'failed' when n % 25 = 1 then 'cancelled' else 'succeeded' end as status
    ) s
    cross join lateral (select id from public.lanes where session_id = ${sessionId} order by position limit 1 offset n % 2) l
    cross join lateral (
      select v.id from public.run_template_versions v join public.run_templates t on t.id = v.template_id
      where t.slug = (array['host-health', 'log-storm', 'http-check'])[1 + n % 3] order by v.version desc limit 1
    ) v`;
}

test("the Overview says what ended, waited and failed; a period, a bar, a number of its table and a cause lead on by the address", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Figures" });
  await makePast(session_id);
  const page = await operator.window(`/overview?session=${session_id}`);
  const figure = (name: string) =>
    page.locator("main dl > div").filter({ has: page.getByText(name, { exact: true }), visible: true });
  await expect(figure("Ended").locator("dd").first()).toHaveText("197");
  await expect(figure("Success rate").locator("dd").first()).toHaveText("89.9 %");
  await expect(figure("Queued now")).toContainText("and 3 due later");
  const chart = page.getByRole("region", { name: "Ended runs", exact: true });
  await expect(chart).toContainText("197 runs ended in the last 24 hours: 170 succeeded, 19 failed, 8 cancelled.");
  const bars = chart.locator("[data-outcome=succeeded] rect");
  await expect(bars.first()).toBeVisible();
  await looksWell(page, "overview", shots);
  await looksWellOnPhone(page, "overview");

  // A tip says what a bucket holds, under the pointer and by arrows.
  const tip = chart.getByRole("status");
  await bars.last().hover();
  await expect(tip).toHaveText(/^\d\d:\d\dsucceeded [1-9]\d*failed \d+cancelled \d+$/);
  await page.mouse.move(0, 0);
  await expect(tip).toHaveCount(0);
  await chart.getByRole("application").focus();
  await page.keyboard.press("ArrowRight");
  const first = await tip.textContent();
  await page.keyboard.press("ArrowRight");
  await expect(tip).not.toHaveText(first ?? "");
  await page.keyboard.press("Escape");
  await expect(tip).toHaveCount(0);

  // The picture's bars open their runs, and so do the numbers of its table.
  await bars.last().click();
  await expect(page).toHaveURL(/\/runs\?.*status=succeeded.*endedFrom=/);
  await expect(page.getByRole("button", { name: /Ended from/ })).toBeVisible();
  await page.goBack();
  await chart.getByRole("button", { name: "Show the table: Ended runs" }).click();
  const failed = chart
    .getByRole("row")
    .filter({ has: page.getByRole("cell") })
    .locator("td:nth-child(3) a")
    .first();
  const count = Number(await failed.textContent());
  await failed.click();
  await expect(page).toHaveURL(/status=failed/);
  await expect(page.locator("tr[data-run]")).toHaveCount(count);
  await page.goBack();

  // Times lead to the runs that took so long.
  const slower = page.getByRole("link", { name: /^within \d/ });
  await slower.last().click();
  await expect(page).toHaveURL(/\/runs\?.*endedFrom=.*ran=/);
  await expect(page.locator("tr[data-run]").first()).toBeVisible();
  const ran = page.getByRole("button", { name: /^Ran .* or longer/ });
  await looksWell(page, "runs-slowest", shots);
  await ran.click();
  await expect(page).not.toHaveURL(/ran=/);
  await page.goBack();
  await page.goBack();

  await page.getByRole("radio", { name: "The last 7 days" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/period=1h/);
  await expect(chart).toContainText("ended in the last hour");
  await page.getByRole("radio", { name: "The last 7 days" }).focus();
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/period=7d/);
  await page.getByRole("list", { name: "Failures by cause" }).getByRole("link", { name: "A step failed" }).click();
  await expect(page).toHaveURL(/failure=step_failed/);
  await expect(page.locator("tr[data-run]").first()).toBeVisible();
});

test("a lane of the Runboard shows its last results, and a new one joins them without a reload", async () => {
  const { page, sessionId } = await operator.board("Results");
  await makePast(sessionId);
  await reload(page);
  const bars = (lane: string) => page.getByRole("region", { name: `Lane ${lane}` }).getByRole("img", { name: /^Last/ });
  await expect(bars("A")).toHaveAccessibleName(/^Last 20 results: 15 succeeded, 4 failed, 1 cancelled\./);
  await expect(bars("B")).toHaveAccessibleName("Last 20 results: 20 succeeded. The newest succeeded.");
  await expect(bars("C")).toHaveCount(0);
  await isLive(page);
  const steps = [{ name: "say", kind: "shell" as const, run: "echo said" }];
  const { run } = await operator.ops.createRun({ session_id: sessionId, lane: "B", steps, delay_seconds: 3_600 });
  await operator.ops.cancelRun({ run_id: run.id });
  await expect(bars("B")).toHaveAccessibleName("Last 20 results: 19 succeeded, 1 cancelled. The newest was cancelled.");
  await shots.everyLook(page, "board-results");
});

test("where nothing ran the Overview says so", async () => {
  const { id } = await operator.ops.createSession({ name: "Nothing yet" });
  const page = await operator.window(`/overview?session=${id}&period=1h`);
  await expect(page.getByRole("paragraph").getByText("No run ended in the last hour.")).toBeVisible();
  await expect(page.getByText("Nothing failed in the last hour")).toBeVisible();
  await expect(page.getByText("No run of a template failed in the last hour")).toBeVisible();
  await expect(page.getByRole("application").first()).toBeVisible();
  await shots.everyLook(page, "overview-empty");
});

test("figures that cannot be had say why, at once where asking again is no use, and come when they can be had", async () => {
  const page = await operator.window("/overview?session=999999");
  await expect(page.getByRole("heading", { name: "There is no session 999999 that you can see." })).toBeVisible();
  await page.route("**/rpc/overview", (route) =>
    route.fulfill({ status: 403, json: { code: "42501", message: "permission denied", details: null, hint: null } }),
  );
  await page.getByRole("combobox", { name: "Session" }).click();
  await page.getByRole("option", { name: "All sessions" }).click();
  await expect(page.getByRole("heading", { name: "You may not see this" })).toBeVisible();
  await shots.everyLook(page, "overview-failed");
  await page.unroute("**/rpc/overview");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("region", { name: "Ended runs", exact: true })).toBeVisible();
});

test("the audit log is narrowed by the address, opened row by row, and exported as a command of its own", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "On record" });
  const steps = [{ name: "say", kind: "shell" as const, run: "echo said" }];
  const { run } = await operator.ops.createRun({ session_id, steps, title: "=HYPERLINK(1)", delay_seconds: 3_600 });
  await operator.ops.cancelRun({ run_id: run.id, reason: "Deploy freeze" });
  await operator.ops.cancelRun({ run_id: run.id }).catch(() => undefined);

  const page = await operator.window(`/audit?session=${session_id}`);
  const rows = page.locator("tr[data-entry]");
  await expect(rows).toHaveCount(4);
  await expect(rows.first()).toContainText("run final");
  await page.getByRole("combobox", { name: "Who" }).click();
  await page.getByRole("option", { name: "cli", exact: true }).click();
  await expect(page).toHaveURL(/by=cli/);
  await expect(rows).toHaveCount(4);
  await looksWell(page, "audit", shots);
  await looksWellOnPhone(page, "audit");
  await page.getByLabel("Outcome").click();
  await page.getByRole("option", { name: "Refused", exact: true }).click();
  await expect(page).toHaveURL(/outcome=refused/);
  await expect(rows).toHaveCount(1);
  await page.getByLabel("Outcome").click();
  await page.getByRole("option", { name: "Done" }).click();
  await expect(rows).toHaveCount(3);

  await rows.first().getByRole("link", { name: "runs.cancel" }).click();
  const drawer = page.getByRole("dialog", { name: "runs.cancel" });
  await expect(drawer).toContainText("Deploy freeze");
  await expect(drawer.getByRole("link", { name: "On record" })).toHaveAttribute("href", `/sessions/${session_id}`);
  await expect(page).toHaveURL(/entry=\d+/);
  await looksWell(page, "audit-entry", shots);
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expect(page).not.toHaveURL(/entry=/);

  const downloaded = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const lines = (await readFile(await (await downloaded).path(), "utf8")).trimEnd().split("\r\n");
  expect(lines[0]).toContain('"number","at","who"');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain('"runs.cancel","ok"');
  expect(lines[2]).toContain("=HYPERLINK(1)");

  await visit(page, new URL("/audit?command=audit.export", page.url()).href);
  await rows.first().getByRole("link", { name: "audit.export" }).click();
  await expect(page.getByRole("dialog", { name: "audit.export" })).toContainText(`"session_id": ${session_id}`);

  // Refused, the page itself says so, once; a script is told by the status.
  const refused = new URL("/audit/export?run=-5", page.url()).href;
  await visit(page, refused);
  const notice = page.getByRole("alert").filter({ hasText: "The audit log was not saved" });
  await expect(notice).toContainText("Change or clear the filters");
  await expect(page).toHaveURL(/\/audit\?run=-5$/);
  await looksWell(page, "audit-not-exported", shots);
  expect((await page.request.get(refused)).status()).toBe(400);
  await page.getByLabel("Run number").fill("");
  await page.getByLabel("Run number").press("Enter");
  await expect(page).toHaveURL(/\/audit$/);
  const again = page.waitForEvent("download");
  await notice.getByRole("link", { name: "Try again" }).click();
  await (await again).cancel();
  await expect(notice).toHaveCount(0);
  await visit(page, new URL("/audit?by=Nobody", page.url()).href);
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await shots.everyLook(page, "audit-none");
});
