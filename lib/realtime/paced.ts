/**
 * Turns a stream of hints into calls of `work`, one in flight at a time. An urgent hint runs at once, or right after the call in flight;
 * others run at most once in `everyMs`. What ran at once runs once more after `everyMs`: Postgres streams a commit before other
 * transactions see it, so a hint can be faster than what it tells of. Failures of `work` are its own to handle.
 */
export function paced(work: () => Promise<unknown>, everyMs: number, now: () => number = Date.now) {
  let running = false;
  let urgent = false;
  let wanted = false;
  let lastStart = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;

  async function run(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    running = true;
    wanted = urgent;
    urgent = false;
    lastStart = now();
    await work().catch(() => undefined);
    running = false;
    next();
  }

  function next(): void {
    if (running) return;
    if (urgent) void run();
    else if (wanted) timer ??= setTimeout(() => void run(), Math.max(0, lastStart + everyMs - now()));
  }

  return {
    hint(isUrgent: boolean): void {
      urgent ||= isUrgent;
      wanted = true;
      if (!running && !isUrgent && now() - lastStart >= everyMs) void run();
      else next();
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      urgent = false;
      wanted = false;
    },
  };
}
