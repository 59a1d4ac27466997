import { OpsError } from "./errors.ts";

export interface RetryPolicy {
  /** Tries in all, the first included. */
  tries: number;
  /** Upper bound of the first pause; doubled for each further one. */
  baseMs: number;
  /** Upper bound of any pause. */
  capMs: number;
  /** A try without an answer for this long is given up. */
  tryTimeoutMs: number;
  /** No try begins, and none goes on, after this. */
  deadlineMs: number;
  /** Full jitter is drawn from it; 0 inclusive to 1 exclusive. */
  random: () => number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const defaultRetry: RetryPolicy = {
  tries: 8,
  baseMs: 100,
  capMs: 5_000,
  tryTimeoutMs: 15_000,
  deadlineMs: 60_000,
  random: Math.random,
  sleep,
};

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Tries until an answer, a final refusal, the last try or the deadline. Pauses have full jitter, so that clients which lost the same
 * server do not come back together. Throws the last `OpsError`, or the signal's reason when the caller aborts.
 */
export async function withRetry<Result>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  attempt: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = AbortSignal.timeout(policy.deadlineMs);
  const whole = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  for (let count = 1; ; count += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt(AbortSignal.any([whole, AbortSignal.timeout(policy.tryTimeoutMs)]));
    } catch (error) {
      signal?.throwIfAborted();
      const again = error instanceof OpsError && error.retryable && count < policy.tries && !deadline.aborted;
      if (!again) throw error;
      const jitter = policy.random() * Math.min(policy.capMs, policy.baseMs * 2 ** (count - 1));
      const pause = policy.sleep((error.retryAfterMs ?? 0) + jitter, whole);
      await pause.catch(() => {
        signal?.throwIfAborted();
        throw error;
      });
    }
  }
}
