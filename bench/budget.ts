/**
 * What the control room asks of a hosted project: `node bench/budget.ts [seconds]` (20, for each of the two rates). Four chatty runs, one
 * viewer on the session's board and one on a run's page, each in a browser of its own.
 * Realtime messages: every row of `realtime.messages` once (the send) and once more for each delivery, counted from the frames that the
 * browsers receive and, for wake-ups, as one for each worker. Function calls: the lines of ops-executor's log.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { z } from "zod";
import { launchChromium } from "../e2e/harness/chromium.ts";
import { writeResult } from "./support/samples.ts";
import { chatter } from "./support/scripts.ts";
import { type BenchStack, startStack } from "./support/stack.ts";
import { becomeOperator, openLive } from "./support/viewer.ts";

const seconds = Number(process.argv[2] ?? "20");
/** Lines a second of each run: so many that flushes are the limit, and so few that each line could go by itself. */
const RATES = [20, 3];
const BUDGET = { messages: 100, calls: 10 };
const WORKERS = 2;
const SETTLE_MS = 10_000;

const Call = z.object({ time: z.iso.datetime().transform(Date.parse), command: z.string(), method: z.literal("POST") });
const Rows = z.array(z.object({ topic: z.string(), rows: z.number() }));

interface Measured {
  lines_per_second: number;
  seconds: number;
  sent: Record<string, number>;
  delivered_to_viewers: number;
  delivered_to_workers: number;
  messages_per_second: number;
  calls: Record<string, number>;
  calls_per_second: number;
}

/** Instants at which the page received a broadcast. Phoenix frames are `[join_ref, ref, topic, event, payload]`, or binary for broadcasts. */
function countBroadcasts(page: Page): number[] {
  const received: number[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      const isBroadcast = typeof payload !== "string" || JSON.parse(payload)[3] === "broadcast";
      if (isBroadcast) received.push(Date.now());
    });
  });
  return received;
}

/** A signed-in window of its own on a page of the Runboard. */
async function watch(browser: Browser, state: Awaited<ReturnType<typeof signIn>>, url: string) {
  const context = await browser.newContext({ storageState: state });
  const page = await context.newPage();
  const received = countBroadcasts(page);
  await openLive(page, url);
  return { received, close: () => context.close() };
}

async function signIn(browser: Browser, stack: BenchStack) {
  const context = await browser.newContext();
  await becomeOperator(context, stack.setupUrl);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function measure(stack: BenchStack, browser: Browser, state: Awaited<ReturnType<typeof signIn>>, rate: number) {
  const session = await stack.ops.createSession({ name: `Budget at ${rate} lines a second` });
  const steps = [chatter(rate, seconds + (2 * SETTLE_MS) / 1_000)];
  const started = session.lanes.map(({ name }) => stack.ops.createRun({ session_id: session.id, lane: name, steps }));
  const runs = (await Promise.all(started)).map(({ run }) => run.id);
  const board = await watch(browser, state, `${stack.runboardUrl}/sessions/${session.id}`);
  const log = await watch(browser, state, `${stack.runboardUrl}/runs/${runs[0]}`);
  await delay(SETTLE_MS);
  const from = Date.now();
  await delay(seconds * 1_000);
  const to = Date.now();
  const measured = await count(stack, [...board.received, ...log.received], { rate, from, to });
  await Promise.all(runs.map((run_id) => stack.ops.cancelRun({ run_id }).catch(() => undefined)));
  await Promise.all([board.close(), log.close()]);
  return measured;
}

async function count(
  stack: BenchStack,
  received: number[],
  { rate, from, to }: { rate: number; from: number; to: number },
): Promise<Measured> {
  const within = (at: number) => at >= from && at < to;
  const rows = Rows.parse(
    await stack.sql`
      select split_part(topic, ':', 1) as topic, count(*)::int as rows from realtime.messages
      where inserted_at >= ${new Date(from).toISOString()}::timestamptz and inserted_at < ${new Date(to).toISOString()}::timestamptz
      group by 1 order by 1`,
  );
  const lines = (await stack.executorLog()).split("\n").filter((line) => line.startsWith("{"));
  // What is no call, as the first line of the program, has another form.
  const logged = lines.flatMap((line) => Call.safeParse(JSON.parse(line)).data ?? []);
  const calls = logged.filter(({ time }) => within(time));
  const byCommand: Record<string, number> = {};
  for (const { command } of calls) byCommand[command] = (byCommand[command] ?? 0) + 1;
  const sent = Object.fromEntries(rows.map((row) => [row.topic, row.rows]));
  const viewers = received.filter(within).length;
  const workers = (sent.wake ?? 0) * WORKERS;
  const all = rows.reduce((sum, row) => sum + row.rows, 0) + viewers + workers;
  const took = (to - from) / 1_000;
  const perSecond = (total: number) => Math.round((total / took) * 10) / 10;
  return {
    lines_per_second: rate,
    seconds: Math.round(took * 10) / 10,
    sent,
    delivered_to_viewers: viewers,
    delivered_to_workers: workers,
    messages_per_second: perSecond(all),
    calls: byCommand,
    calls_per_second: perSecond(calls.length),
  };
}

const stack = await startStack();
const browser = await launchChromium();
try {
  const state = await signIn(browser, stack);
  const results: Measured[] = [];
  for (const rate of RATES) {
    const result = await measure(stack, browser, state, rate);
    results.push(result);
    const verdict = (value: number, budget: number) => `${value} of ${budget} (${value < budget ? "met" : "MISSED"})`;
    console.log(
      `4 runs at ${rate} lines a second: Realtime messages a second ${verdict(result.messages_per_second, BUDGET.messages)}, ` +
        `function calls a second ${verdict(result.calls_per_second, BUDGET.calls)}`,
    );
    if (result.delivered_to_viewers === 0 || result.calls_per_second === 0) {
      console.error("Nothing was counted: samples are missing.");
      process.exitCode = 1;
    }
  }
  await writeResult("budget", { chromium: browser.version(), budget: BUDGET, results });
} finally {
  await browser.close();
  await stack.close();
}
