import type { Page } from "@playwright/test";

/** Set in the page; `seen` maps a sight (`run:<id>:<status>` or `mark:<n>`) to the instant its first frame was painted (ms since the epoch). */
interface Recorder {
  seen: Map<string, number>;
  waiting: Map<string, (at: number) => void>;
}

/**
 * Makes the page note when a run's status and when a marked line (`mark <n> <printed at>`) first stand on the screen: what is in the DOM is
 * looked at in the frame after a change, and the instant is taken after that frame.
 */
export async function installRecorder(page: Page): Promise<void> {
  await page.evaluate(() => {
    const recorder: Recorder = { seen: new Map(), waiting: new Map() };
    Object.assign(window, { recorder });
    const sights = (): string[] => {
      const found: string[] = [];
      for (const run of document.querySelectorAll<HTMLElement>("[data-run]")) {
        const status = run.querySelector<HTMLElement>("[data-status]")?.dataset.status;
        found.push(`run:${run.dataset.run}:${status}`);
      }
      for (const line of document.querySelectorAll("[data-seq]")) {
        const mark = /mark (\d+) \d+/.exec(line.textContent ?? "");
        if (mark !== null) found.push(`mark:${mark[1]}`);
      }
      return found;
    };
    let scheduled = false;
    const afterFrame = () => {
      scheduled = false;
      const found = sights().filter((sight) => !recorder.seen.has(sight));
      if (found.length === 0) return;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const at = Date.now();
        for (const sight of found) {
          recorder.seen.set(sight, at);
          recorder.waiting.get(sight)?.(at);
        }
      };
      port2.postMessage(null);
    };
    new MutationObserver(() => {
      if (scheduled) return;
      scheduled = true;
      requestAnimationFrame(afterFrame);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

/** When a sight was first on the screen, in ms since the epoch; null when it is not within `timeoutMs`. */
export async function whenSeen(page: Page, sight: string, timeoutMs: number): Promise<number | null> {
  return await page.evaluate(
    ([wanted, timeout]) => {
      // The cast: `installRecorder` put it there.
      const { recorder } = window as unknown as { recorder: Recorder };
      return new Promise<number | null>((resolve) => {
        const at = recorder.seen.get(wanted);
        if (at !== undefined) return resolve(at);
        recorder.waiting.set(wanted, resolve);
        setTimeout(() => resolve(null), timeout);
      });
    },
    [sight, timeoutMs] as const,
  );
}
