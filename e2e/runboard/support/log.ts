import type { Page } from "@playwright/test";

/** One entry of the log as the page shows it. */
export interface ShownEntry {
  seq: number;
  text: string;
}

/**
 * Reads the whole log off the page, from its start to its end, as somebody who scrolls through it. Throws when one moment shows an
 * entry twice or out of order. The run must have ended.
 */
export async function readLog(page: Page, lastSeq: number): Promise<ShownEntry[]> {
  await page.getByRole("button", { name: "Jump to start" }).click();
  await page.locator("[data-seq='1']").waitFor();
  const shown = await page.getByRole("log").evaluate(async (log, last) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const texts = new Map<number, string>();
    const until = performance.now() + 45_000;
    while (!texts.has(last) && performance.now() < until) {
      let before = 0;
      for (const row of log.querySelectorAll<HTMLElement>("[data-seq]")) {
        const seq = Number(row.dataset.seq);
        if (seq <= before) throw new Error(`entry ${seq} is shown after entry ${before}`);
        before = seq;
        texts.set(seq, row.textContent ?? "");
      }
      log.scrollTop += log.clientHeight / 2;
      await frame();
      await frame();
    }
    return [...texts];
  }, lastSeq);
  return shown.map(([seq, text]) => ({ seq, text })).sort((left, right) => left.seq - right.seq);
}
