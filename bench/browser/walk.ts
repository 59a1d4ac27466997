import type { Page } from "@playwright/test";
import { percentile } from "../support/samples.ts";

export interface Walk {
  /** What the viewer showed under each number, in its order. */
  lines: [seq: number, text: string][];
  seconds: number;
  frames: number;
  frames_a_second: number;
  frame_p50_ms: number;
  frame_p99_ms: number;
  /** Frames in which nothing was left to scroll because the next page was on its way. */
  waited: number;
}

const PIXELS_A_FRAME = 500;

/** From the log's first line to its last, `PIXELS_A_FRAME` each frame, reading what stands there. */
export async function walkLog(page: Page, lastSeq: number, timeoutMs: number): Promise<Walk> {
  const log = page.getByRole("log");
  await log.focus();
  await page.keyboard.press("Home");
  await log.locator("[data-seq='1']").waitFor();
  const { lines, frames, waited } = await log.evaluate(
    (scroller, { last, pixels, timeout }) =>
      new Promise<{ lines: [number, string][]; frames: number[]; waited: number }>((resolve, reject) => {
        const seen = new Map<number, string>();
        const frames: number[] = [];
        const begun = performance.now();
        let waited = 0;
        let before = begun;
        const collect = () => {
          for (const row of scroller.querySelectorAll<HTMLElement>("[data-seq]")) {
            const seq = Number(row.dataset.seq);
            if (!seen.has(seq)) seen.set(seq, row.lastElementChild?.textContent ?? "");
          }
        };
        const frame = (at: number) => {
          frames.push(at - before);
          before = at;
          collect();
          if (seen.has(last)) {
            const lines = [...seen].sort(([a], [b]) => a - b);
            return resolve({ lines, frames, waited });
          }
          if (at - begun > timeout) return reject(new Error(`the walk came to ${Math.max(...seen.keys())} of ${last}`));
          const top = scroller.scrollTop;
          scroller.scrollTop = top + pixels;
          if (scroller.scrollTop === top) waited += 1;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    { last: lastSeq, pixels: PIXELS_A_FRAME, timeout: timeoutMs },
  );
  const total = frames.reduce((sum, took) => sum + took, 0);
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    lines,
    seconds: round(total / 1_000),
    frames: frames.length,
    frames_a_second: round((frames.length / total) * 1_000),
    frame_p50_ms: round(percentile(frames, 0.5)),
    frame_p99_ms: round(percentile(frames, 0.99)),
    waited,
  };
}
