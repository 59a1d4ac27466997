import { setTimeout as delay } from "node:timers/promises";

/** Polls `check` until it answers something truthy; null after `timeoutMs` milliseconds. Errors of `check` pass through. */
export async function waitUntil<T>(
  check: () => Promise<T> | T,
  { timeoutMs, intervalMs = 20 }: { timeoutMs: number; intervalMs?: number },
): Promise<T | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (performance.now() >= deadline) return null;
    await delay(intervalMs);
  }
}
