import { setTimeout as delay } from "node:timers/promises";
import { cache } from "react";

/** How long the first answer waits for what the page reads, in ms. A page that takes longer shows its placeholder first. */
const longestMs = 1_000;

/** Of the request that is being rendered. */
const page = cache((): { reads: Promise<unknown> } => ({ reads: Promise.resolve() }));

/**
 * What a page reads before it shows itself; it says so before it awaits anything else from afar. Undefined when that takes too long: then the page
 * shows its placeholder, and the browser reads.
 */
export async function readForPage<Read>(reads: Promise<Read>): Promise<Read | undefined> {
  page().reads = reads;
  reads.catch(() => undefined); // told below, unless it comes too late
  return await Promise.race([reads, delay(longestMs, undefined, { ref: false })]);
}

/**
 * Waits for what the shell and the page read, so that the first answer is whole. Otherwise it would begin with a placeholder, and React
 * puts the page into its place by a script, some 300 ms after the first paint. Failures are for whoever reads it again.
 */
export async function firstAnswer(shell: Promise<unknown>): Promise<void> {
  await Promise.race([Promise.allSettled([shell, page().reads]), delay(longestMs, undefined, { ref: false })]);
}
