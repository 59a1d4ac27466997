import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { microsecondsOf } from "./microseconds.ts";
import { verifyRunLog } from "./verify.ts";

type Draft = Pick<LogEntry, "attempt" | "step" | "stream" | "kind" | "body"> & { micros: number };

const Draft: fc.Arbitrary<Draft> = fc.record({
  attempt: fc.nat(20),
  step: fc.option(fc.nat(99)),
  stream: fc.constantFrom("stdout", "stderr", "system"),
  kind: fc.constantFrom("line", "run_created", "step_finished"),
  body: fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.toWellFormed()),
  micros: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
});

/** The chain as the design words it, written apart from the code under test. */
function chain(drafts: readonly Draft[], runId = 7): LogEntry[] {
  let previous = Buffer.alloc(32);
  return drafts.map(({ micros, ...draft }, index) => {
    const seq = index + 1;
    const hash = createHash("sha256").update("\0").update(previous);
    for (const field of [runId, seq, draft.attempt, draft.step ?? "", draft.stream, draft.kind, micros, draft.body]) {
      const bytes = Buffer.from(String(field), "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      hash.update(length).update(bytes);
    }
    previous = hash.digest();
    const emitted_at = isoOf(micros);
    return { ...draft, run_id: runId, seq, emitted_at, recorded_at: emitted_at, hash: previous.toString("hex") };
  });
}

/** As Postgres writes it into JSON: microseconds without trailing zeros, numeric offset. */
function isoOf(micros: number): string {
  const whole = new Date(Math.floor(micros / 1_000_000) * 1_000).toISOString().slice(0, 19);
  const fraction = String(micros % 1_000_000)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return `${whole}${fraction === "" ? "" : `.${fraction}`}+00:00`;
}

const Log = fc.array(Draft, { minLength: 2, maxLength: 12 }).map((drafts) => chain(drafts));
const spot = (log: readonly unknown[], at: number) => at % log.length;

describe("a run's log", () => {
  it("verifies when nothing was done to it", async () => {
    await fc.assert(
      fc.asyncProperty(Log, async (log) => {
        const head = log.at(-1)?.hash ?? "";
        const verdict = await verifyRunLog(log, { runId: 7, count: log.length, head });
        expect(verdict).toEqual({ ok: true, count: log.length, head });
      }),
    );
  });

  it("verifies from a purge on, also when nothing came after it, and not from another one", async () => {
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), async (log, at) => {
        const entries = 1 + spot(log, at);
        const [head, last] = [log[entries - 1]?.hash ?? "", log.at(-1)?.hash ?? ""];
        const rest = log.slice(entries);
        const expected = { runId: 7, count: log.length, purged: { entries, head } };
        expect(await verifyRunLog(rest, expected)).toEqual({ ok: true, count: log.length, head: last });
        const forged = { ...expected, purged: { entries, head: "ab".repeat(32) }, head: last };
        expect(await verifyRunLog(rest, forged)).toMatchObject({ ok: false });
        expect(await verifyRunLog(log, expected)).toMatchObject({ ok: false, seq: 1, reason: "purged" });
        expect(await verifyRunLog(rest.slice(1), expected)).toMatchObject({ ok: rest.length === 0 });
      }),
    );
  });

  it("verifies when it is empty, unless something was written", async () => {
    expect(await verifyRunLog([], { count: 0 })).toMatchObject({ ok: true, count: 0, head: "0".repeat(64) });
    expect(await verifyRunLog([], { count: 2 })).toMatchObject({ ok: false, seq: 1, reason: "short" });
  });

  it("is wrong from the entry on that was edited", async () => {
    const edits: ((entry: LogEntry) => LogEntry)[] = [
      (entry) => ({ ...entry, body: `${entry.body}.` }),
      (entry) => ({ ...entry, attempt: entry.attempt + 1 }),
      (entry) => ({ ...entry, step: entry.step === null ? 0 : null }),
      (entry) => ({ ...entry, stream: entry.stream === "stdout" ? "stderr" : "stdout" }),
      (entry) => ({ ...entry, kind: `${entry.kind}x` }),
      (entry) => ({ ...entry, emitted_at: isoOf(Number(microsecondsOf(entry.emitted_at)) + 1) }),
      (entry) => ({ ...entry, hash: entry.hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) }),
    ];
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), fc.constantFrom(...edits), async (log, at, edit) => {
        const index = spot(log, at);
        const edited = log.map((entry, place) => (place === index ? edit(entry) : entry));
        expect(await verifyRunLog(edited)).toMatchObject({ ok: false, seq: index + 1, reason: "hash_mismatch" });
      }),
    );
  });

  it("is wrong where an entry was moved between fields of equal bytes", async () => {
    const [entry] = chain([{ attempt: 1, step: 12, stream: "stdout", kind: "line", body: "x", micros: 0 }]);
    if (entry === undefined) throw new Error("no entry");
    expect(await verifyRunLog([{ ...entry, attempt: 11, step: 2 }])).toMatchObject({ reason: "hash_mismatch" });
  });

  it("is wrong where an entry was dropped, the last one included when the count is known", async () => {
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), async (log, at) => {
        const index = spot(log, at);
        const verdict = await verifyRunLog(log.toSpliced(index, 1), { count: log.length });
        const reason = index === log.length - 1 ? "short" : "gap";
        expect(verdict).toMatchObject({ ok: false, seq: index + 1, reason });
      }),
    );
  });

  it("is wrong where an entry was dropped and the rest renumbered", async () => {
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), async (log, at) => {
        const index = spot(log, at) % (log.length - 1);
        const closed = log.toSpliced(index, 1).map((entry, place) => ({ ...entry, seq: place + 1 }));
        expect(await verifyRunLog(closed)).toMatchObject({ ok: false, seq: index + 1, reason: "hash_mismatch" });
      }),
    );
  });

  it("is wrong where two entries were exchanged", async () => {
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), fc.nat(), async (log, one, other) => {
        const [first = 0, second = 0] = [spot(log, one), spot(log, other)].sort((a, b) => a - b);
        fc.pre(first !== second);
        const a = log[first];
        const b = log[second];
        if (a === undefined || b === undefined) throw new Error("no entry");
        const verdict = await verifyRunLog(log.with(first, b).with(second, a));
        expect(verdict).toMatchObject({ ok: false, seq: first + 1, reason: "order" });
      }),
    );
  });

  it("is wrong where an entry was inserted, as a copy or as a forgery", async () => {
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), async (log, at) => {
        const index = spot(log, at);
        const copied = log[index];
        if (copied === undefined) throw new Error("no entry");
        const twice = log.toSpliced(index + 1, 0, copied);
        expect(await verifyRunLog(twice)).toMatchObject({ ok: false, seq: index + 1, reason: "duplicate" });
        const forged = log
          .toSpliced(index, 0, { ...copied, body: `${copied.body} forged` })
          .map((entry, place) => ({ ...entry, seq: place + 1 }));
        expect(await verifyRunLog(forged)).toMatchObject({ ok: false, seq: index + 1, reason: "hash_mismatch" });
      }),
    );
  });

  it("rebuilt as a whole is found by its head, and grown by its count", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Draft, { minLength: 1, maxLength: 5 }), Draft, async (drafts, extra) => {
        const log = chain(drafts);
        const head = log.at(-1)?.hash ?? "";
        const rebuilt = chain(drafts.with(0, { ...extra, body: "rebuilt" }));
        expect(await verifyRunLog(rebuilt, { count: log.length, head })).toMatchObject({ reason: "head_mismatch" });
        const grown = chain([...drafts, extra]);
        expect(await verifyRunLog(grown, { count: log.length })).toMatchObject({ reason: "long", seq: log.length + 1 });
      }),
    );
  });

  it("of another run is refused", async () => {
    const log = chain([{ attempt: 0, step: null, stream: "system", kind: "run_created", body: "{}", micros: 1 }], 8);
    expect(await verifyRunLog(log, { runId: 7 })).toMatchObject({ ok: false, reason: "wrong_run" });
  });

  it("with a time that is none is refused", async () => {
    const log = chain([{ attempt: 0, step: null, stream: "system", kind: "run_created", body: "{}", micros: 1 }]);
    const broken = log.map((entry) => ({ ...entry, emitted_at: "yesterday" }));
    expect(await verifyRunLog(broken)).toMatchObject({ ok: false, reason: "bad_time" });
  });
});

describe("microseconds", () => {
  it.each([
    ["1970-01-01T00:00:00Z", 0n],
    ["1970-01-01T00:00:00.000001+00:00", 1n],
    ["2026-11-20T20:35:18.1+00:00", 1_795_206_918_100_000n],
    ["2026-11-20 20:35:18.123456+00", 1_795_206_918_123_456n],
    ["2026-11-20T22:05:18.123456+01:30", 1_795_206_918_123_456n],
    ["1969-12-31T23:59:59.999999Z", -1n],
    ["2026-11-20", undefined],
  ])("of %s are %s", (text, micros) => {
    expect(microsecondsOf(text)).toBe(micros);
  });
});
