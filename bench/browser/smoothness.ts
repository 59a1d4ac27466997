import type { CDPSession, Page } from "@playwright/test";
import { z } from "zod";
import { percentile } from "../support/samples.ts";
import type { Task } from "./tasks.ts";

const Span = z.tuple([z.number(), z.number()]);
/** A long frame as the browser describes it; `scripts`: whose code it was, as far as it tells. */
const LongFrame = z.object({
  startTime: z.number(),
  duration: z.number(),
  scripts: z.array(z.object({ duration: z.number(), invoker: z.string(), sourceURL: z.string() })),
});
/** What a page noted of itself, all in ms; instants are of its own clock. */
const Notes = z.object({
  /** Each interval between two frames, after the instant of the second. */
  frames: z.array(Span),
  longFrames: z.array(LongFrame),
});

/** Spans in which the measuring itself held a page up. */
const own = new WeakMap<Page, [from: number, to: number][]>();

/** How many frames a page has room to note: an hour of them. */
const FRAMES = 216_000;

/** What the browser calls a long task: more than so many ms without a chance to answer. */
const LONG_MS = 50;

export interface Smoothness {
  long_tasks_ms: number[];
  /** How much of each the page's thread was on a processor; the rest it waited for one. */
  long_tasks_worked_ms: number[];
  frames: number;
  frame_p50_ms: number;
  frame_p99_ms: number;
  frame_max_ms: number;
  /** Of long tasks; 0 where there were none. */
  long_task_p99_ms: number;
  long_task_max_ms: number;
  /** Tasks that worked for as long, and what the longest of all worked. */
  worked_long: number;
  worked_max_ms: number;
  worst: { at: number; took: number; script: string }[];
}

/** Makes the page note its frames from now on. */
export async function watchSmoothness(page: Page): Promise<void> {
  await page.evaluate((room) => {
    // Not on the heap, which is measured too.
    const [ends, lengths] = [new Float64Array(room), new Float64Array(room)];
    let noted = 0;
    const longFrames: unknown[] = [];
    const frames = () => Array.from(ends.subarray(0, noted), (at, n) => [at, lengths[n]]);
    const notes = { longFrames, all: () => ({ frames: frames(), longFrames }) };
    Object.assign(window, { notes });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) notes.longFrames.push(JSON.parse(JSON.stringify(entry)));
    }).observe({ type: "long-animation-frame" });
    let last = performance.now();
    const frame = (at: number) => {
      ends[noted] = at;
      lengths[noted] = at - last;
      noted = Math.min(noted + 1, room);
      last = at;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }, FRAMES);
}

/** What was noted in a span of the page's clock, without what the measuring did. */
export async function smoothnessOf(
  page: Page,
  [from, to]: [from: number, to: number],
  tasks: readonly Task[],
): Promise<Smoothness> {
  const notes = Notes.parse(await page.evaluate(() => Reflect.get(window, "notes").all())); // `watchSmoothness` put it there
  const counts = (at: number, took: number) =>
    at >= from && at + took <= to && (own.get(page) ?? []).every(([start, end]) => at > end || at + took < start);
  const frames = notes.frames.filter(([at, took]) => counts(at - took, took)).map(([, took]) => took);
  const ran = tasks.filter(({ at, took }) => counts(at, took));
  const long = ran.filter(({ took }) => took > LONG_MS);
  const took = long.map((task) => Math.round(task.took));
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    long_tasks_ms: took,
    long_tasks_worked_ms: long.map(({ worked }) => Math.round(worked)),
    frames: frames.length,
    frame_p50_ms: round(percentile(frames, 0.5)),
    frame_p99_ms: round(percentile(frames, 0.99)),
    frame_max_ms: round(percentile(frames, 1)),
    long_task_p99_ms: took.length === 0 ? 0 : percentile(took, 0.99),
    long_task_max_ms: took.length === 0 ? 0 : percentile(took, 1),
    worked_long: ran.filter(({ worked }) => worked > LONG_MS).length,
    worked_max_ms: round(
      percentile(
        ran.map(({ worked }) => worked),
        1,
      ),
    ),
    worst: notes.longFrames
      .filter(({ startTime, duration }) => counts(startTime, duration))
      .sort((a, b) => b.duration - a.duration)
      .slice(0, 5)
      .map((frame) => ({
        ...{ at: Math.round(frame.startTime), took: Math.round(frame.duration) },
        script: longestScript(frame),
      })),
  };
}

function longestScript({ scripts }: z.output<typeof LongFrame>): string {
  const [longest] = scripts.toSorted((a, b) => b.duration - a.duration);
  if (longest === undefined) return "";
  return `${Math.round(longest.duration)} ms ${longest.invoker} ${longest.sourceURL.split("/").at(-1)}`;
}

export async function pageClock(page: Page): Promise<number> {
  return await page.evaluate(() => performance.now());
}

export interface Memory {
  heap_mb: number;
  nodes: number;
  listeners: number;
}

/** What is still held after the browser has collected its garbage. */
export async function memoryOf(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  const from = await pageClock(page);
  try {
    await session.send("Performance.enable");
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    return {
      heap_mb: Math.round(metric("JSHeapUsedSize") / 1e5) / 10,
      nodes: metric("Nodes"),
      listeners: metric("JSEventListeners"),
    };
  } finally {
    await leave(session);
    own.set(page, [...(own.get(page) ?? []), [from, await pageClock(page)]]);
  }
}

async function leave(session: CDPSession): Promise<void> {
  await session.send("Performance.disable");
  await session.detach();
}
