/**
 * The browser under load: `npm run bench:browser [seconds] [nice]` (60, 10). Whole stack, production build, real workers and processes
 * (template "Log storm"), real Chromium with a board and one run's page open. 50 runs print 5,000 lines a second in all, the open one 1,080
 * of them. Everything but Chromium runs at the priority `nice` and gives way to it (`giveWay`): a reader's browser is not on the machine that
 * does the work. What each task worked is told beside what it took.
 * Measured in both pages: long tasks, frames, memory after garbage collection. Then whether a line was lost on its way to the database and
 * into the viewer, which is walked from its first line to its last. Ends with 1 when a bar is missed. README.md beside it says more.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { z } from "zod";
import { logWindowSize } from "../lib/runs/run-log-store.ts";
import { waitUntil } from "../supabase/local/process/wait-until.ts";
import { completenessOf, logHead, lostLines } from "./browser/completeness.ts";
import { type Memory, memoryOf, pageClock, smoothnessOf, watchSmoothness } from "./browser/smoothness.ts";
import { entriesOf, queueStorm, RUNS, until } from "./browser/storm.ts";
import { tracingTasks } from "./browser/tasks.ts";
import { walkLog } from "./browser/walk.ts";
import { addWorkers } from "./path/load.ts";
import { openDebuggedChromium } from "./support/debugged-chromium.ts";
import { giveWay } from "./support/give-way.ts";
import { writeResult } from "./support/samples.ts";
import { type BenchStack, startStack } from "./support/stack.ts";
import { becomeOperator, visitLive } from "./support/viewer.ts";

const seconds = z.coerce.number().int().positive().default(60).parse(process.argv[2]);
const nice = z.coerce.number().int().min(0).max(19).default(10).parse(process.argv[3]);
/** How long the storm may take to come up before the measured minute, and to go down after it. */
const MARGIN_SECONDS = 30;
const VIEWPORT = { width: 1440, height: 900 };
const BARS = { long_task_p99_ms: 100, heap_growth: 1.2 };

interface Watched {
  span: [from: number, to: number];
  memory: Memory[];
}

/** One page through the measured minute: when that was on its clock, and its memory at its start, middle and end. */
async function watchFor(page: Page, ms: number): Promise<Watched> {
  const from = await pageClock(page);
  const memory = [await memoryOf(page)];
  await delay(ms / 2);
  memory.push(await memoryOf(page));
  await delay(ms / 2);
  memory.push(await memoryOf(page));
  return { span: [from, await pageClock(page)], memory };
}

async function measure(stack: BenchStack, browser: Browser, context: BrowserContext) {
  // A window each: of two tabs in one, the browser draws the one behind once a second.
  const window = await browser.newContext({ viewport: VIEWPORT, storageState: await context.storageState() });
  const [board, log] = [await context.newPage(), await window.newPage()];
  const storm = await queueStorm(stack, seconds + MARGIN_SECONDS);
  await visitLive(board, `${stack.runboardUrl}/sessions/${storm.sessionId}`);
  await visitLive(log, `${stack.runboardUrl}/runs/${storm.loud}`);
  const workers = await addWorkers(stack, 6, 7);
  try {
    for (const lane_id of storm.laneIds) await stack.ops.resumeLane({ lane_id });
    await until(stack, storm, ["running"], MARGIN_SECONDS * 1_000);
    // From here on the viewer holds as much of the log as it ever does.
    const full = async () => (await logHead(stack, storm.loud)).seq > logWindowSize;
    if ((await waitUntil(full, { timeoutMs: 20_000 })) === null) throw new Error("the loud run hardly prints");
    for (const page of [board, log]) await watchSmoothness(page);
    const [before, begun] = [await entriesOf(stack), Date.now()];
    const { result: watched, tasksOf } = await tracingTasks(browser, [board, log], () =>
      Promise.all([watchFor(board, seconds * 1_000), watchFor(log, seconds * 1_000)]),
    );
    const watchedOf = async (page: Page, { span, memory }: Watched) => ({
      smoothness: await smoothnessOf(page, span, tasksOf(page)),
      memory,
    });
    const rate = Math.round(((await entriesOf(stack)) - before) / ((Date.now() - begun) / 1_000));
    console.log(`${rate} lines a second entered the log`);
    const pages = { board: await watchedOf(board, watched[0]), log: await watchedOf(log, watched[1]) };
    console.log(JSON.stringify(pages));
    await until(stack, storm, ["succeeded"], 120_000);
    const running = board.locator("[data-run] [data-status='running']");
    const settled = await waitUntil(async () => (await running.count()) === 0, { timeoutMs: 10_000 });
    // What is scrolled now has the browser for itself.
    await board.close();
    const { seq } = await logHead(stack, storm.loud);
    const walk = await walkLog(log, seq, 240_000);
    const { lines: _lines, ...scrolling } = walk;
    console.log(JSON.stringify(scrolling));
    const completeness = await completenessOf(stack, context, storm.loud, walk);
    const lost = await lostLines(stack, storm.runs);
    return {
      rate,
      pages,
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

// Not by Playwright, which would give it a session of its own.
const folder = await mkdtemp(join(tmpdir(), "bench-browser-"));
const program = await openDebuggedChromium(join(folder, "profile"));
const browser = await chromium.connectOverCDP(`http://127.0.0.1:${program.port}`);
const takeBack = await giveWay(nice);
const stack = await startStack();
try {
  const context = await browser.newContext({ viewport: VIEWPORT });
  await becomeOperator(context, stack.setupUrl);
  const measured = await measure(stack, browser, context);
  const missed = misses(measured);
  console.log(JSON.stringify(measured, null, 1));
  await writeResult("browser", {
    chromium: browser.version(),
    seconds,
    nice,
    runs: RUNS,
    bars: BARS,
    missed,
    ...measured,
  });
  for (const miss of missed) console.error(`MISSED: ${miss}`);
  if (missed.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await program.close();
  await stack.close();
  await takeBack();
  await rm(folder, { recursive: true, force: true });
}
