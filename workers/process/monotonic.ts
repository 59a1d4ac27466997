/** Milliseconds of CLOCK_MONOTONIC: never set back, and comparable between the processes of one machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
