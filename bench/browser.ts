/**
 * The browser under load: `npm run bench:browser [seconds]` (60). Whole stack, production build, real workers and processes (template
 * "Log storm"), real Chromium with a board and one run's page open. 50 runs print 5,000 lines a second in all, the open one 1,080 of them.
 * Measured in both pages: long tasks, frames, memory after garbage collection. Then whether a line was lost on its way to the database and
 * into the viewer, which is walked from its first line to its last. Ends with 1 when a bar is missed. README.md beside it says more.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { z } from "zod";
import { launchChromium } from "../e2e/harness/chromium.ts";
import { waitUntil } from "../supabase/local/process/wait-until.ts";
import { completenessOf, logHead, lostLines } from "./browser/completeness.ts";
import { memoryOf, pageClock, smoothnessSince, watchSmoothness } from "./browser/smoothness.ts";
import { walkLog } from "./browser/walk.ts";
import { addWorkers } from "./path/load.ts";
import { writeResult } from "./support/samples.ts";
import { type BenchStack, startStack } from "./support/stack.ts";
import { becomeOperator, visitLive } from "./support/viewer.ts";

const seconds = z.coerce.number().int().positive().default(60).parse(process.argv[2]);
const RUNS = 50;
const QUIET_RATE = 80;
const LOUD_RATE = 5_000 - (RUNS - 1) * QUIET_RATE;
/** How long the storm may take to come up before the measured minute, and to go down after it. */
const MARGIN_SECONDS = 22;
const VIEWPORT = { width: 1440, height: 900 };
const BARS = { long_task_p99_ms: 100, heap_growth: 1.2 };

interface Storm {
  sessionId: number;
  laneIds: number[];
  runs: { id: number; printed: number }[];
  loud: number;
}

/** Queues 50 runs in five lanes that are paused, and whose capacity lets all of them run. */
async function queueStorm({ ops }: BenchStack): Promise<Storm> {
  const lanes = ["A", "B", "C", "D", "E"].map((name) => ({ name, capacity: RUNS / 5 }));
  const session = await ops.createSession({ name: "Storm", lanes });
  const laneIds = session.lanes.map(({ id }) => id);
  for (const lane_id of laneIds) await ops.pauseLane({ lane_id, note: "Until the pages are open" });
  const runs: Storm["runs"] = [];
  for (let n = 0; n < RUNS; n += 1) {
    const lines_per_second = n === 0 ? LOUD_RATE : QUIET_RATE;
    const parameters = { lines_per_second, seconds: seconds + MARGIN_SECONDS, long_lines: 3, random_bytes: 0 };
    const lane = lanes[n % lanes.length]?.name;
    const { run } = await ops.createRun({ session_id: session.id, lane, template: "log-storm", parameters });
    runs.push({ id: run.id, printed: lines_per_second * parameters.seconds });
  }
  return { sessionId: session.id, laneIds, runs, loud: runs[0]?.id ?? 0 };
}

/** Waits until so many of the runs are in one of these states. */
async function until({ sql }: BenchStack, { runs }: Storm, statuses: string[], timeoutMs: number): Promise<void> {
  const ids = runs.map(({ id }) => id);
  const count = async () => {
    const [row] = await sql`
      select count(*)::int as n from public.runs where id in ${sql(ids)} and status in ${sql(statuses)}`;
    return row?.n === RUNS;
  };
  if ((await waitUntil(count, { timeoutMs, intervalMs: 250 })) === null)
    throw new Error(`not all runs were ${statuses.join(" or ")} within ${timeoutMs / 1_000} s`);
}

const entriesOf = async ({ sql }: BenchStack): Promise<number> => {
  const [row] = await sql`select coalesce(sum(lines), 0)::int as n from private.log_heads`;
  return z.number().parse(row?.n);
};

/** One page through the measured minute: memory at its start, middle and end, and how smoothly it went. */
async function watchFor(page: Page, ms: number) {
  const from = await pageClock(page);
  const memory = [await memoryOf(page)];
  await delay(ms / 2);
  memory.push(await memoryOf(page));
  await delay(ms / 2);
  memory.push(await memoryOf(page));
  return { smoothness: await smoothnessSince(page, from), memory };
}

async function measure(stack: BenchStack, browser: Browser, context: BrowserContext) {
  // A window each: of two tabs in one, the browser draws the one behind once a second.
  const window = await browser.newContext({ viewport: VIEWPORT, storageState: await context.storageState() });
  const [board, log] = [await context.newPage(), await window.newPage()];
  const storm = await queueStorm(stack);
  await visitLive(board, `${stack.runboardUrl}/sessions/${storm.sessionId}`);
  await visitLive(log, `${stack.runboardUrl}/runs/${storm.loud}`);
  const workers = await addWorkers(stack, 6, 7);
  try {
    for (const lane_id of storm.laneIds) await stack.ops.resumeLane({ lane_id });
    await until(stack, storm, ["running"], MARGIN_SECONDS * 1_000);
    for (const page of [board, log]) await watchSmoothness(page);
    const [before, begun] = [await entriesOf(stack), Date.now()];
    const [boardWatched, logWatched] = await Promise.all([
      watchFor(board, seconds * 1_000),
      watchFor(log, seconds * 1_000),
    ]);
    const rate = Math.round(((await entriesOf(stack)) - before) / ((Date.now() - begun) / 1_000));
    console.log(`${rate} lines a second entered the log`);
    await until(stack, storm, ["succeeded"], 60_000);
    const running = board.locator("[data-run] [data-status='running']");
    const settled = await waitUntil(async () => (await running.count()) === 0, { timeoutMs: 10_000 });
    const { seq } = await logHead(stack, storm.loud);
    const walk = await walkLog(log, seq, 150_000);
    const completeness = await completenessOf(stack, context, storm.loud, walk);
    const lost = await lostLines(stack, storm.runs);
    const { lines: _lines, ...scrolling } = walk;
    return {
      rate,
      pages: { board: boardWatched, log: logWatched },
      board_settled: settled !== null,
      viewer: { ...completeness, scrolling },
      lost,
    };
  } finally {
    for (const { signal } of workers) signal("SIGTERM");
    await Promise.all(workers.map(({ exited }) => exited));
  }
}

type Measured = Awaited<ReturnType<typeof measure>>;

/** Every bar that was missed, as a sentence. */
function misses({ pages, board_settled, viewer, lost }: Measured): string[] {
  const found: string[] = [];
  for (const [name, { smoothness, memory }] of Object.entries(pages)) {
    if (smoothness.long_task_p99_ms >= BARS.long_task_p99_ms)
      found.push(`${name}: a long task of ${smoothness.long_task_p99_ms} ms at p99`);
    const [start, , end] = memory.map(({ heap_mb }) => heap_mb);
    if (start === undefined || end === undefined || end > start * BARS.heap_growth)
      found.push(`${name}: the heap grew from ${start} to ${end} MB`);
  }
  if (lost.kept !== lost.printed) found.push(`${lost.printed - lost.kept} lines are not in the database`);
  if (lost.broken_chains > 0) found.push(`${lost.broken_chains} hash chains are broken`);
  if (viewer.not_shown > 0) found.push(`${viewer.not_shown} entries were not in the viewer`);
  if (viewer.chain !== "whole") found.push(`the viewer's download: ${viewer.chain}`);
  if (!board_settled) found.push("the board still shows runs that have ended");
  return found;
}

const stack = await startStack();
const browser = await launchChromium();
try {
  const context = await browser.newContext({ viewport: VIEWPORT });
  await becomeOperator(context, stack.setupUrl);
  const measured = await measure(stack, browser, context);
  const missed = misses(measured);
  console.log(JSON.stringify(measured, null, 1));
  await writeResult("browser", { chromium: browser.version(), seconds, runs: RUNS, bars: BARS, missed, ...measured });
  for (const miss of missed) console.error(`MISSED: ${miss}`);
  if (missed.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await stack.close();
}
