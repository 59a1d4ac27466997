import type { Browser, Page } from "@playwright/test";
import { z } from "zod";

/** What a page's main thread did without a pause, in ms: since when on the page's clock, how long it took, and how much of that it was on a processor. */
export interface Task {
  at: number;
  took: number;
  worked: number;
}

const MARK = "bench:clock";
const Event = z.object({ name: z.string(), pid: z.number(), tid: z.number(), ts: z.number() });
const RunTask = Event.extend({ name: z.literal("RunTask"), dur: z.number(), tdur: z.number() });
const Mark = Event.extend({ name: z.string().startsWith(MARK) });
const Trace = z.object({ traceEvents: z.array(z.unknown()) });

/** Does `work` while the browser notes every task of these pages. It notes little else, so that noting costs next to nothing. */
export async function tracingTasks<Result>(
  browser: Browser,
  pages: readonly Page[],
  work: () => Promise<Result>,
): Promise<{ result: Result; tasksOf: (page: Page) => Task[] }> {
  await browser.startTracing(undefined, { categories: ["disabled-by-default-devtools.timeline", "blink.user_timing"] });
  // By its mark a page's thread is known, and what its clock said at an instant of the trace.
  const starts = await Promise.all(
    pages.map((page, n) => page.evaluate((name) => performance.mark(name).startTime, `${MARK} ${n}`)),
  );
  const result = await work();
  const { traceEvents } = Trace.parse(JSON.parse((await browser.stopTracing()).toString()));
  const marks = traceEvents.flatMap((event) => Mark.safeParse(event).data ?? []);
  const ran = traceEvents.flatMap((event) => RunTask.safeParse(event).data ?? []);
  const tasksOf = (page: Page): Task[] => {
    const n = pages.indexOf(page);
    const thread = marks.find(({ name }) => name === `${MARK} ${n}`);
    const start = starts[n];
    if (thread === undefined || start === undefined) throw new Error("the trace does not tell the page's thread");
    return ran
      .filter(({ pid, tid }) => pid === thread.pid && tid === thread.tid)
      .map(({ ts, dur, tdur }) => ({
        at: start + (ts - thread.ts) / 1_000,
        took: dur / 1_000,
        worked: tdur / 1_000,
      }));
  };
  return { result, tasksOf };
}
