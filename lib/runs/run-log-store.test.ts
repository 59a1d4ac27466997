import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type LogPage, type LogRow, logPageSize, logWindowSize, RunLogStore } from "./run-log-store.ts";

const entry = (seq: number, kind = "line"): LogRow => ({
  ...{ seq, attempt: 1, step: 0, stream: "stdout", kind, body: `line ${seq}`, emitted_at: "2026-11-20T20:00:00Z" },
});

/** A log that grows when the test says so, and answers like the database. */
class Log {
  entries: LogRow[] = [];
  calls: LogPage[] = [];
  inFlight = 0;
  mostInFlight = 0;
  failing = false;

  constructor(length: number) {
    this.grow(length);
  }

  grow(count: number, kind?: string): number {
    for (let index = 0; index < count; index += 1) this.entries.push(entry(this.entries.length + 1, kind));
    return this.entries.length;
  }

  readonly fetch = async (page: LogPage): Promise<LogRow[]> => {
    this.calls.push(page);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await Promise.resolve();
    this.inFlight -= 1;
    if (this.failing) throw new Error("cut off");
    const rows = this.entries.filter(
      (row) =>
        row.kind !== "line" || !page.folded.some(({ attempt, step }) => attempt === row.attempt && step === row.step),
    );
    if ("after" in page) return rows.filter((row) => row.seq > page.after).slice(0, logPageSize);
    return rows.filter((row) => page.before === null || row.seq < page.before).slice(-logPageSize);
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
async function opened(log: Log, onTransition?: () => void): Promise<RunLogStore> {
  const store = new RunLogStore(log.fetch, onTransition);
  store.start();
  await settle();
  return store;
}
const sequences = (store: RunLogStore) => store.window().entries.map((row) => row.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a window on a run's log", () => {
  test("opens on the tail and grows backwards to the first entry on demand", async () => {
    const store = await opened(new Log(1_200));
    expect(sequences(store)).toEqual(range(701, 1_200));
    expect(store.window().hasOlder).toBe(true);
    store.load("older");
    await settle();
    store.load("older");
    await settle();
    expect(sequences(store)).toEqual(range(1, 1_200));
    expect(store.window().hasOlder).toBe(false);
  });

  test("begins with what is known of the end: reads what came after it, and what stands before it on demand", async () => {
    const log = new Log(1_200);
    const store = new RunLogStore(log.fetch, undefined, log.entries.slice(-50));
    const { lastSeq, loaded, hasOlder } = store.window();
    expect([sequences(store), lastSeq, loaded, hasOlder]).toEqual([range(1_151, 1_200), 1_200, true, true]);
    log.grow(3);
    store.start();
    store.toEntry(1_180);
    await settle();
    expect(sequences(store)).toEqual(range(1_151, 1_203));
    expect(log.calls).toEqual([{ after: 1_200, folded: [] }]);
    store.load("older");
    await settle();
    expect(sequences(store)).toEqual(range(651, 1_203));
  });

  test("that begins with all there is has nothing before it", async () => {
    const log = new Log(20);
    expect(new RunLogStore(log.fetch, undefined, log.entries).window()).toMatchObject({
      loaded: true,
      hasOlder: false,
    });
  });

  test("fetches what a hint names, and several hints at once with one call in flight", async () => {
    const log = new Log(10);
    const store = await opened(log);
    for (let count = 0; count < 20; count += 1) store.hint(log.grow(3));
    await settle();
    expect(sequences(store)).toEqual(range(1, 70));
    expect(log.mostInFlight).toBe(1);
    expect(log.calls.length).toBeLessThanOrEqual(4);
  });

  test("ignores a hint of what it has", async () => {
    const log = new Log(10);
    const store = await opened(log);
    store.hint(10);
    await settle();
    expect(log.calls).toHaveLength(1);
  });

  test("fetches everything missed while it was cut off, without losing or doubling an entry", async () => {
    const log = new Log(10);
    const store = await opened(log);
    log.grow(1_300);
    store.catchUp();
    await settle();
    expect(sequences(store)).toEqual(range(1, 1_310));
  });

  test("tells a failure, tries again by itself, and then has everything", async () => {
    const log = new Log(10);
    const store = await opened(log);
    log.failing = true;
    store.hint(log.grow(5));
    await settle();
    expect(store.window().error?.message).toBe("cut off");
    log.failing = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(store.window().error).toBeNull();
    expect(sequences(store)).toEqual(range(1, 15));
  });

  test("a log that cannot be opened is tried again, too", async () => {
    const log = new Log(10);
    log.failing = true;
    const store = await opened(log);
    expect(store.window()).toMatchObject({ loaded: false, error: { message: "cut off" } });
    log.failing = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sequences(store)).toEqual(range(1, 10));
  });

  test("moves to an entry far back, does not follow from there, and reaches the end by pages or at once", async () => {
    const log = new Log(5_000);
    const store = await opened(log);
    store.toEntry(1_000);
    await settle();
    expect(sequences(store)).toEqual(range(751, 1_250));
    expect(store.window()).toMatchObject({ hasOlder: true, hasNewer: true });
    store.hint(log.grow(10));
    await settle();
    expect(sequences(store).at(-1)).toBe(1_250);
    store.load("newer");
    await settle();
    expect(sequences(store)).toEqual(range(751, 1_750));
    store.toTail();
    await settle();
    expect(sequences(store)).toEqual(range(4_511, 5_010));
    store.hint(log.grow(1));
    await settle();
    expect(sequences(store).at(-1)).toBe(5_011);
  });

  test("drops what is far from the reader and fetches it again, so that a long log takes no more memory than a short one", async () => {
    const log = new Log(20_000);
    const store = await opened(log);
    store.follow(false);
    for (let count = 0; count < 20; count += 1) {
      store.load("older");
      await settle();
    }
    expect(sequences(store)).toEqual(range(9_501, 9_500 + logWindowSize));
    expect(store.window()).toMatchObject({ hasOlder: true, hasNewer: true, lastSeq: 20_000 });
    for (let count = 0; count < 20; count += 1) {
      store.load("newer");
      await settle();
    }
    expect(sequences(store)).toEqual(range(20_001 - logWindowSize, 20_000));
    expect(store.window()).toMatchObject({ hasOlder: true, hasNewer: false });
  });

  test("while somebody follows, old entries make room for new ones; while somebody reads above, the window stays", async () => {
    const log = new Log(100);
    const store = await opened(log);
    store.hint(log.grow(9_900));
    await settle();
    expect(sequences(store)).toEqual(range(10_001 - logWindowSize, 10_000));
    store.follow(false);
    store.hint(log.grow(50));
    await settle();
    expect(sequences(store)).toEqual(range(10_001 - logWindowSize, 10_000));
    expect(store.window()).toMatchObject({ hasNewer: true, lastSeq: 10_050 });
    store.follow(true);
    store.toTail();
    await settle();
    expect(sequences(store).at(-1)).toBe(10_050);
  });

  test("says when entries other than lines arrived", async () => {
    const log = new Log(1);
    let transitions = 0;
    const store = await opened(log, () => {
      transitions += 1;
    });
    store.hint(log.grow(1));
    await settle();
    expect(transitions).toBe(0);
    store.hint(log.grow(1, "step_finished"));
    await settle();
    expect(transitions).toBe(1);
  });

  test("does not ask for ever for entries that were purged", async () => {
    const log = new Log(0);
    const store = await opened(log);
    store.hint(7);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log.calls.length).toBeLessThanOrEqual(3);
    expect(store.window()).toMatchObject({ entries: [], loaded: true, hasOlder: false });
  });

  test("looks again when a hint was faster than the commit it tells of", async () => {
    const log = new Log(3);
    const store = await opened(log);
    store.hint(4);
    await settle();
    expect(sequences(store)).toEqual(range(1, 3));
    log.grow(1);
    await vi.advanceTimersByTimeAsync(300);
    expect(sequences(store)).toEqual(range(1, 4));
  });

  test("fetches nothing once it is stopped, and catches up when started again", async () => {
    const log = new Log(3);
    const store = await opened(log);
    store.stop();
    store.hint(log.grow(2));
    await settle();
    expect(sequences(store)).toEqual(range(1, 3));
    store.start();
    await settle();
    expect(sequences(store)).toEqual(range(1, 5));
  });

  test("fetches no line of a folded step, and begins anew where a step is unfolded whose lines are missing", async () => {
    const log = new Log(0);
    log.grow(1, "step_started");
    log.grow(5_000);
    log.grow(1, "step_finished");
    const store = await opened(log);
    const fold = { attempt: 1, step: 0 };
    store.fold([fold], 1);
    store.load("older");
    await settle();
    expect(sequences(store)).toEqual([1, ...range(4_503, 5_002)]);
    expect(store.window().hasOlder).toBe(false);
    store.hint(log.grow(300));
    await settle();
    expect(store.window()).toMatchObject({ lastSeq: 5_302, hasNewer: false });
    store.fold([], 3_000);
    store.toEntry(3_000);
    await settle();
    expect(sequences(store)).toEqual(range(2_751, 3_250));
    const calls = log.calls.length;
    store.fold([fold], 1);
    store.fold([], 1);
    await settle();
    expect(log.calls).toHaveLength(calls);
  });

  test("a move to a far entry is given up when the reader goes to one that is there meanwhile", async () => {
    const log = new Log(6_000);
    const store = await opened(log);
    store.toEntry(1);
    await settle();
    store.toEntry(5_000);
    store.toEntry(10);
    await settle();
    expect(sequences(store)).toEqual(range(1, 500));
    expect(store.window().loading).toBeNull();
    store.toEntry(5_000);
    store.toEntry(3_000);
    await settle();
    expect(sequences(store)).toContain(3_000);
  });
});
