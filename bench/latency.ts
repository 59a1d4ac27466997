/**
 * How late people see things: `node bench/latency.ts [changes]` (200). Whole stack, real Chromium, one board and one run page.
 * A change: from just before its COMMIT is sent until a frame with it has been painted. A line: from just before the process prints it.
 * Ends with 1 when a sample is missing. README.md beside it says more.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { z } from "zod";
import { launchChromium } from "../e2e/harness/chromium.ts";
import { whenSeen } from "./support/recorder.ts";
import { missing, type Series, summary, writeResult } from "./support/samples.ts";
import { markedBursts, markedLines } from "./support/scripts.ts";
import { type BenchStack, startStack } from "./support/stack.ts";
import { becomeOperator, openLive } from "./support/viewer.ts";

const changes = Number(process.argv[2] ?? "200");
const lines = Math.ceil(changes / 2);
const bursts = Math.ceil(changes / 10);
const SEEN_WITHIN_MS = 10_000;
const STORM = { lines_per_second: 2_000, seconds: 45, long_lines: 0, random_bytes: 0 };

const Executed = z.object({ ok: z.literal(true), result: z.object({ run: z.object({ id: z.number() }) }) });

/** Executes an operator command in a transaction of its own. Returns its run and when COMMIT was about to be sent. */
async function commit(stack: BenchStack, command: string, input: object): Promise<{ id: number; at: number }> {
  const credential = { key_hash: stack.keyHash };
  return await stack.sql.begin(async (sql) => {
    const [row] = await sql`
      select private.execute(${command}, ${sql.json(credential)}, ${randomUUID()}, ${sql.json({ ...input })}) as answer`;
    const { result } = Executed.parse(row?.answer);
    return { id: result.run.id, at: Date.now() };
  });
}

/** Runs are created in a paused lane and cancelled, one change after the other. */
async function measureChanges(stack: BenchStack, board: Page, sessionId: number): Promise<(number | null)[]> {
  const samples: (number | null)[] = [];
  const see = async ({ id, at }: { id: number; at: number }, status: string) => {
    const seen = await whenSeen(board, `run:${id}:${status}`, SEEN_WITHIN_MS);
    samples.push(seen === null ? null : seen - at);
    await delay(100 + Math.random() * 300);
  };
  const steps = [{ name: "Never runs", kind: "wait", seconds: 1 }];
  while (samples.length < changes) {
    const created = await commit(stack, "runs.create", {
      session_id: sessionId,
      lane: "Changes",
      steps,
      parameters: {},
    });
    await see(created, "queued");
    await see(await commit(stack, "runs.cancel", { run_id: created.id }), "cancelled");
  }
  return samples.slice(0, changes);
}

/** Lines of a run of its own, whose page is open: from the print to the screen. */
async function measureLines(
  stack: BenchStack,
  context: BrowserContext,
  run: { sessionId: number; step: ReturnType<typeof markedLines>; count: number },
): Promise<(number | null)[]> {
  const created = await stack.ops.createRun({ session_id: run.sessionId, lane: "Lines", steps: [run.step] });
  const page = await context.newPage();
  await openLive(page, `${stack.runboardUrl}/runs/${created.run.id}`);
  const seen: (number | null)[] = [];
  for (let n = 1; n <= run.count; n += 1) seen.push(await whenSeen(page, `mark:${n}`, 2 * SEEN_WITHIN_MS));
  await page.close();
  const rows =
    await stack.sql`select body from public.run_events where run_id = ${created.run.id} and body like 'mark %'`;
  const printed = new Map(
    rows.map(({ body }) => String(body).split(" ").slice(1).map(Number)).map(([n, at]) => [n, at]),
  );
  return seen.map((at, index) => {
    const from = printed.get(index + 1);
    return at === null || from === undefined ? null : at - from;
  });
}

async function measure(stack: BenchStack, context: BrowserContext): Promise<{ series: Series[]; stormRate: number }> {
  const lanes = ["Changes", "Lines", "Storm"].map((name) => ({ name, capacity: 1 }));
  const session = await stack.ops.createSession({ name: "Bench", lanes });
  const changesLane = session.lanes.find((lane) => lane.name === "Changes");
  if (changesLane === undefined) throw new Error("The session has no lane for the changes");
  await stack.ops.pauseLane({ lane_id: changesLane.id, note: "The bench starts nothing here" });
  const board = await context.newPage();
  await openLive(board, `${stack.runboardUrl}/sessions/${session.id}`);
  const marked = { sessionId: session.id, step: markedLines(lines, 200, 800), count: lines };
  const series: Series[] = [];
  const add = (name: string, target_ms: number, wanted: number, samples: (number | null)[]) => {
    series.push({ name, target_ms, wanted, samples });
    const told = summary({ name, target_ms, wanted, samples });
    console.log(
      `${name}: p50 ${told.p50_ms} ms, p95 ${told.p95_ms} ms, max ${told.max_ms} ms; target p95 ${target_ms} ms: ${told.met ? "met" : "MISSED"}; ${told.missing} missing`,
    );
  };

  add("change, idle", 100, changes, await measureChanges(stack, board, session.id));
  add("line, idle", 500, lines, await measureLines(stack, context, marked));
  const burst = { sessionId: session.id, step: markedBursts(bursts, STORM.lines_per_second), count: bursts };
  add("last line of a burst", 500, bursts, await measureLines(stack, context, burst));

  // One run may write 100,000 lines, so the storm is several runs, one after the other.
  const create = { session_id: session.id, lane: "Storm", template: "log-storm", parameters: STORM };
  const storms = await Promise.all(Array.from({ length: 6 }, () => stack.ops.createRun(create)));
  const count = async () => {
    const [row] =
      await stack.sql`select count(*)::int as entries from public.run_events where run_id in ${stack.sql(storms.map(({ run }) => run.id))}`;
    return z.object({ entries: z.number() }).parse(row).entries;
  };
  while ((await count()) < STORM.lines_per_second) await delay(100);
  const [before, startedAt] = [await count(), Date.now()];
  add("change, storm", 300, changes, await measureChanges(stack, board, session.id));
  add("line, storm", 500, lines, await measureLines(stack, context, marked));
  const stormRate = Math.round((((await count()) - before) / (Date.now() - startedAt)) * 1_000);
  for (const { run } of storms) await stack.ops.cancelRun({ run_id: run.id }).catch(() => undefined);
  return { series, stormRate };
}

const stack = await startStack();
const browser = await launchChromium();
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await becomeOperator(context, stack.setupUrl);
  const { series, stormRate } = await measure(stack, context);
  console.log(`The storm wrote ${stormRate} lines a second into the log.`);
  const chromium = browser.version();
  await writeResult("latency", { chromium, storm_lines_per_second: stormRate, summary: series.map(summary), series });
  const lost = series.reduce((sum, one) => sum + missing(one), 0);
  if (lost > 0) {
    console.error(`${lost} samples are missing.`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await stack.close();
}
