import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect as same, test } from "vitest";
import { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, openBrowser, openForm, openRun, showsStatus, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

/** The entries that are seen in the log as it stands now, not those that are in the page. */
const seen = (log: Locator): Promise<number[]> =>
  log.evaluate((box) => {
    const { top, bottom } = box.getBoundingClientRect();
    const rows = [...box.querySelectorAll<HTMLElement>("[data-seq]")];
    return rows
      .filter((row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom)
      .map((row) => Number(row.dataset.seq));
  });

/** One of the facts in the head of a run's page. */
const fact = (page: Page, name: string) =>
  page
    .locator("main header dl > div")
    .filter({ hasText: new RegExp(`^${name}`) })
    .locator("dd");

test("a long log is searched, stands where it is sent and stays there, has addresses, is downloaded whole; its run is cloned", async () => {
  const session = await operator.ops.createSession({ name: "A long log", lanes: [{ name: "A" }, { name: "B" }] });
  const template = `chatty-${session.id}`;
  const properties = { zone: { type: "string" }, app: { type: "string" }, lines: { type: "integer" } };
  const required = Object.keys(properties);
  const found = JSON.stringify({ found: { needles: 1, places: [{ barn: 2 }, { field: 3 }] } });
  await operator.ops.publishTemplate({
    ...{ slug: template, name: "Chatty", parameter_schema: { type: "object", properties, required } },
    steps: [
      { kind: "shell", name: "Count", run: 'seq -f "line %g of many" 1 "$OPS_PARAM_LINES"' },
      { kind: "shell", name: "Report", run: `echo '${found}' > "$OPS_ARTIFACTS/found.json"` },
    ],
  });
  const parameters = { zone: "eu-west", app: "shop", lines: 6000 };
  const { run } = await operator.ops.createRun({ session_id: session.id, lane: "B", template, parameters });
  const page = await operator.window(`/runs/${run.id}`);
  await showsStatus(page, "Succeeded");
  const log = page.getByRole("log");
  const timeline = page.getByRole("list", { name: "Timeline of attempts and steps" });
  await expect(timeline.getByRole("listitem")).toHaveCount(3);

  // Parameters stand in the author's order.
  const facts = page.getByRole("region", { name: "What ran" });
  await expect(facts.locator("dt").filter({ hasText: /^(zone|app|lines)$/ })).toHaveText(["zone", "app", "lines"]);

  // Search goes over lines that are not loaded.
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search the log" });
  await expect(search).toBeFocused();
  await search.fill("LINE 77 of");
  await search.press("Enter");
  await expect(page.getByText("1 of 1", { exact: true })).toBeVisible();
  await expect(log.getByText("line 77 of many", { exact: true })).toBeInViewport();
  await page.getByRole("button", { name: "List the hits" }).click();
  const hits = page.getByRole("region", { name: "Hits" });
  await expect(hits.getByRole("listitem")).toHaveText(/line 75 of many.*line 77 of many.*line 79 of many/);
  await search.fill("of many");
  await search.press("Shift+Enter");
  await expect(page.getByText("5,000 of 5,000+", { exact: true })).toBeVisible();

  await expect(hits.getByText("line 1 of many", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "List the hits" }).click();

  // It stands at its start and stays there, while what follows is fetched ahead.
  await page.getByRole("button", { name: "Jump to start" }).click();
  await log.getByRole("link", { name: "Line 10", exact: true }).click();
  await log.getByRole("link", { name: "Line 14", exact: true }).click({ modifiers: ["Shift"] });
  await expect(page.getByText("Lines 10 to 14", { exact: true })).toBeVisible();
  same(new URL(page.url()).hash).toBe("#L10-L14");
  await page.waitForLoadState("networkidle");
  const stands = await seen(log);
  same(stands).toEqual(stands.map((_, index) => index + 1));
  await page.getByRole("button", { name: /^Times/ }).click();
  await page.getByRole("menuitemradio", { name: "Since the step began" }).click();
  await expect(log.locator("time").first()).toHaveText(/^\+|^$/);
  await shots.everyLook(page, "run-log-range");
  await page.getByRole("button", { name: "List the hits" }).click();
  await looksWell(page, "run-log-hits", shots);
  await page.getByRole("button", { name: "List the hits" }).click();
  same((await seen(log)).slice(0, 14)).toEqual(stands.slice(0, 14));
  await visit(page, `${page.url().split("#")[0]}?line=3000`);
  await expect(log.locator("[data-seq='3000'] a")).toHaveAttribute("aria-current", "location");
  await expect(log.locator("[data-seq='3000']")).toBeInViewport();
  same(new URL(page.url()).hash).toBe("#L3000");

  // A folded step takes one row and is not fetched; a link into it unfolds it.
  const lines = log.locator("[data-stream='stdout']");
  await page.keyboard.press("f");
  const count = log.getByRole("button", { name: /^Count ?6,000 lines/ });
  await expect(count).toHaveAttribute("aria-expanded", "false");
  await expect(log.getByText("Run succeeded")).toBeVisible();
  await expect(lines).toHaveCount(0);
  await shots.everyLook(page, "run-log-folded");
  await search.fill("LINE 5555 of");
  await search.press("Enter");
  await expect(log.getByText("line 5555 of many", { exact: true })).toBeInViewport();

  // The download has every entry with its hash.
  await page.getByRole("button", { name: "Download the log" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "As NDJSON, with hashes" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  const entries = text
    .trimEnd()
    .split("\n")
    .map((line) => LogEntry.parse(JSON.parse(line)));
  same(entries.every((entry, index) => entry.seq === index + 1)).toBe(true);
  same(entries.filter(({ kind }) => kind === "line")).toHaveLength(6000);
  same((await page.request.get(new URL("/runs/999999/log", page.url()).href)).status()).toBe(404);
  const elsewhere = await page.context().newPage();
  await elsewhere.goto(new URL("/runs/999999/log", page.url()).href);
  await expect(elsewhere).toHaveURL(/\/runs\/999999/);
  await expect(elsewhere.getByRole("heading", { name: "There is nothing here that you can see" })).toBeVisible();
  await elsewhere.goto(`${page.url().split("#")[0]}?not_saved=unavailable`);
  await expect(elsewhere.getByRole("alert").filter({ hasText: "The log was not saved" })).toContainText("try again");
  await expect(elsewhere).not.toHaveURL(/not_saved/);
  await elsewhere.close();

  await page.getByRole("button", { name: "found.json", exact: true }).click();
  const viewer = page.getByRole("dialog", { name: "found.json" });
  await expect(viewer.getByText("needles")).toBeVisible();
  // Rows that open stand directly above each other, and are large enough to be hit.
  await looksWell(page, "artifact-json", shots);
  await looksWellOnPhone(page, "artifact-json");
  await page.keyboard.press("Escape");
  await expect(viewer).toBeHidden();
  await page.getByRole("button", { name: "Show it here" }).click();
  await expect(page.getByRole("link", { name: "runs.create" })).toBeVisible();

  // A clone begins with the same parameters and lane, and leads back.
  await page.getByRole("button", { name: "Clone", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Clone run ${run.id}` });
  await expect(dialog.getByLabel("zone", { exact: true })).toHaveValue("eu-west");
  await expect(dialog.getByRole("combobox", { name: "Lane" })).toHaveText("B");
  await dialog.getByLabel("lines", { exact: true }).fill("3");
  await looksWell(page, "run-clone", shots);
  await dialog.getByRole("button", { name: "Start run" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(`/${run.id}`));
  await showsStatus(page, "Succeeded");
  await expect(page.getByRole("link", { name: `run ${run.id}`, exact: true })).toBeVisible();
  await expect(log.getByText("line 3 of many", { exact: true })).toBeVisible();
});

test("a run of ad-hoc steps is cloned with another command and parameter into another lane, and the list has both", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "By hand" });
  const steps = [{ kind: "shell" as const, name: "Say", run: "echo hello" }];
  const asked = { session_id, lane: "A", title: "Greeting", steps, parameters: { who: "Ada" } };
  const { run } = await operator.ops.createRun(asked);
  const page = await operator.window(`/runs/${run.id}`);
  await page.getByRole("button", { name: "Clone", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Clone run ${run.id}` });
  await expect(dialog.getByLabel("Step 1: Say")).toHaveValue("echo hello");
  await dialog.getByLabel("Step 1: Say").fill('echo "good night, $OPS_PARAM_WHO"');
  await dialog.getByLabel("who").fill("Grace");
  await dialog.getByRole("combobox", { name: "Lane" }).click();
  await page.getByRole("option", { name: "C", exact: true }).click();
  await looksWell(page, "run-clone-adhoc", shots);
  await dialog.getByRole("button", { name: "Start run" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(`/${run.id}`));
  await expect(page.getByRole("log").getByText("good night, Grace", { exact: true })).toBeVisible();
  await visit(page, new URL(`/runs?session=${session_id}`, page.url()).href);
  const rows = page.getByRole("row").filter({ hasText: "Greeting" });
  await expect(rows.getByRole("cell", { name: /^[A-D]$/ })).toHaveText(["C", "A"]);
});

test("a run that was retried says its attempt and, apart from it, how many of the failures that it may have it has had", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Failing twice" });
  const steps = [{ kind: "shell" as const, name: "Fail", run: "test $OPS_ATTEMPT = 4 || exit 1; sleep 600" }];
  const { run } = await operator.ops.createRun({ session_id, title: "Twice", steps, max_attempts: 2 });
  const page = await operator.window(`/runs/${run.id}`);
  await showsStatus(page, "Failed");
  await expect(fact(page, "Attempt")).toHaveText("2");
  await expect(fact(page, "Failures")).toHaveText("2 of 2");
  await operator.ops.retryRun({ run_id: run.id });
  await expect(fact(page, "Attempt")).toHaveText("4");
  await expect(fact(page, "Failures")).toHaveText("1 of 2");
  await operator.ops.cancelRun({ run_id: run.id });
});

test("a run is started with limits of its own, refused where they are none, and its page counts down to its expiry", async () => {
  const { page, sessionId, lanes } = await operator.board("With limits");
  await operator.ops.pauseLane({ lane_id: lanes[0]?.id ?? 0, note: "nobody is to claim it" });
  const dialog = await openForm(page, "HTTP check");
  await dialog.getByText("Priority and limits", { exact: true }).click();
  await dialog.getByLabel("Priority").fill("5");
  await dialog.getByLabel("Attempts that may fail").fill("2");
  await dialog.getByLabel("Expires after").fill("tomorrow");
  await dialog.getByLabel("Times out after").fill("2.5");
  await dialog.getByRole("button", { name: "Start run" }).click();
  await expect(dialog).toContainText("Give a number of minutes above 0, at most 525,600.");
  await looksWell(page, "run-limits", shots);
  await dialog.getByLabel("Expires after").fill("300");
  await dialog.getByRole("button", { name: "Start run" }).click();
  await expect(dialog).toBeHidden();
  const { runs } = await operator.ops.listRuns({ session_id: sessionId });
  const [run] = runs;
  same(run).toMatchObject({ timeout_seconds: 150, failed_attempts: 0, max_attempts: 2, priority: 5 });
  same(Date.parse(run?.queue_expires_at ?? "") - Date.parse(run?.created_at ?? "")).toBe(300 * 60_000);
  await openRun(page, run?.id ?? 0);
  await expect(fact(page, "Expires")).toHaveText(/^in 4 h 5\d m if nobody claims it$/);
  await expect(fact(page, "Times out")).toHaveText("after 2 m 30 s of running");
  await looksWell(page, "run-with-limits", shots);

  await page.getByRole("button", { name: "Clone", exact: true }).click();
  const clone = page.getByRole("dialog", { name: `Clone run ${run?.id}` });
  await expect(clone.getByLabel("Expires after")).toHaveValue("300");
  await expect(clone.getByLabel("Times out after")).toHaveValue("2.5");
  await expect(clone.getByLabel("Priority")).toHaveValue("5");
  await expect(clone.getByLabel("Attempts that may fail")).toHaveValue("2");
});
