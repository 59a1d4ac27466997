/** Longest time that an answer's Retry-After is obeyed. */
const longestSeconds = 300;

/** Whether the same request may be answered otherwise in a moment: a client's mistake is not, unless it was to be late or too often. */
export function mayRetryStatus(status: number): boolean {
  return status < 400 || status >= 500 || status === 408 || status === 429;
}

/** Seconds that a Retry-After header asks for, given in seconds or as a date; 0 when there is none. */
export function retryAfterSeconds(header: string | null, now: number): number {
  if (header === null) return 0;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1_000;
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(seconds, 0), longestSeconds);
}
