/**
 * How smoothly a log of 100,000 entries scrolls in real Chromium, by its own trace, and how fast it is searched:
 * `node bench/log-scroll.ts [lines]` (99,990). The log is printed by a real step and opened at its end; README.md beside it says more.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { z } from "zod";
import { launchChromium } from "../e2e/harness/chromium.ts";
import { percentile, writeResult } from "./support/samples.ts";
import { type BenchStack, startStack } from "./support/stack.ts";
import { becomeOperator, openLive } from "./support/viewer.ts";

const lines = Number(process.argv[2] ?? "99990");
const rounds = 15;
/** Pixels a second, upwards from the end: reading, leafing, and what a dragged scroll bar asks for. */
const speeds = [2_000, 10_000, 40_000];
const seconds = 8;

const Trace = z.object({
  traceEvents: z.array(
    z.object({ name: z.string(), ts: z.number(), dur: z.number().optional(), cat: z.string().optional() }),
  ),
});
const Found = z.object({ seqs: z.array(z.number()), next_after: z.number().nullable() });

/** A run that has printed its lines and ended. */
async function printLines({ ops }: BenchStack): Promise<number> {
  const session = await ops.createSession({ name: "Log" });
  const script = `seq -f "line %g of ${lines}: GET /api/orders/%g 200 in 12 ms" 1 ${lines}; echo one needle`;
  const { run } = await ops.createRun({
    session_id: session.id,
    steps: [{ kind: "shell", name: "Print", run: script }],
  });
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await ops.getRun({ run_id: run.id })).run.status === "succeeded") return run.id;
    await delay(500);
  }
  throw new Error("The run did not end within five minutes");
}

/** Scrolls by a real gesture while Chromium traces its frames; looks in every frame whether the log has lines wherever it is seen. */
async function scroll(browser: Browser, page: Page, speed: number) {
  const box = await page.getByRole("log").boundingBox();
  if (box === null) throw new Error("The log is not on the page");
  await page.getByRole("button", { name: "Jump to end" }).first().click();
  await delay(1_000);
  await page.getByRole("log").evaluate((log) => {
    const looks = {
      over: false,
      frames: 0,
      blank: 0,
      from: Number(log.querySelector("[data-seq]")?.getAttribute("data-seq")),
    };
    Object.assign(window, { looks });
    const look = () => {
      if (looks.over) return;
      const { top, bottom } = log.getBoundingClientRect();
      const rows = [...log.querySelectorAll("[data-seq]")].map((row) => row.getBoundingClientRect());
      looks.frames += 1;
      if ((rows[0]?.top ?? bottom) > top + 20 || (rows.at(-1)?.bottom ?? top) < bottom - 20) looks.blank += 1;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const cdp = await page.context().newCDPSession(page);
  await browser.startTracing(page, {
    categories: ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"],
  });
  await cdp.send("Input.synthesizeScrollGesture", {
    ...{ x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) },
    ...{ yDistance: speed * seconds, speed, gestureSourceType: "mouse" },
  });
  const { traceEvents } = Trace.parse(JSON.parse((await browser.stopTracing()).toString("utf8")));
  await cdp.detach();
  const seen = await page.getByRole("log").evaluate((log) => {
    const { looks } = window as unknown as { looks: { over: boolean; frames: number; blank: number; from: number } }; // set above
    looks.over = true;
    return { ...looks, to: Number(log.querySelector("[data-seq]")?.getAttribute("data-seq")) };
  });
  const drawn = traceEvents.filter(({ name }) => name === "DrawFrame").map(({ ts }) => ts / 1_000);
  const frame_ms = drawn.slice(1).map((at, index) => Math.round((at - (drawn[index] ?? at)) * 10) / 10);
  const tasks = traceEvents.filter(({ name }) => name === "RunTask").map(({ dur = 0 }) => dur / 1_000);
  return {
    speed,
    entries: seen.from - seen.to,
    frames_per_second: Math.round((frame_ms.length * 10_000) / frame_ms.reduce((sum, ms) => sum + ms, 0)) / 10,
    blank_frames: seen.blank,
    looked_at: seen.frames,
    longest_task_ms: Math.round(Math.max(0, ...tasks)),
    frame_ms,
  };
}

/** From the first call to the last, as a screen asks. */
async function search({ sql }: BenchStack, runId: number, text: string) {
  const samples: number[] = [];
  let hits = 0;
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    let after: number | null = 0;
    hits = 0;
    while (after !== null && hits < 5_000) {
      const [row] = await sql`select private.search_log(${runId}, ${text}, ${after}, 1000) as found`;
      const found: z.output<typeof Found> = Found.parse(row?.found);
      hits += found.seqs.length;
      after = found.next_after;
    }
    samples.push(Math.round((performance.now() - from) * 10) / 10);
  }
  console.log(
    `${text.padEnd(12)} ${hits} hits, p50 ${percentile(samples, 0.5)} ms, p95 ${percentile(samples, 0.95)} ms`,
  );
  return { text, hits, ms: samples };
}

const stack = await startStack();
try {
  const runId = await printLines(stack);
  const searches = [];
  for (const text of ["needle", "not there", "GET /api"]) searches.push(await search(stack, runId, text));
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await becomeOperator(context, stack.setupUrl);
    const page = await context.newPage();
    await openLive(page, `${stack.runboardUrl}/runs/${runId}`);
    await page.getByText("one needle").waitFor();
    const scrolls = [];
    for (const speed of speeds) {
      const made = await scroll(browser, page, speed);
      const { frame_ms, ...said } = made;
      console.log(
        JSON.stringify({
          ...said,
          p50_ms: percentile(frame_ms, 0.5),
          p95_ms: percentile(frame_ms, 0.95),
          p99_ms: percentile(frame_ms, 0.99),
        }),
      );
      scrolls.push(made);
    }
    await writeResult("log-scroll", { lines, searches, scrolls });
  } finally {
    await browser.close();
  }
} finally {
  await stack.close();
}
