import fc from "fast-check";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser } from "../../e2e/harness/factories.ts";
import { type Verdict, verifyRunLog } from "../../lib/run-log/verify.ts";
import type { LogEntry } from "../functions/_shared/contracts/run-log.ts";
import { entriesOf, verdictOfSql } from "./support/log.ts";

let room: ControlRoom;
/** A superuser's session in which no trigger fires. */
let tamperer: postgres.Sql;
let operator: { user_id: string };
let session_id: number;
beforeAll(async () => {
  room = await openControlRoom();
  tamperer = connect(room.database.superUrl, 1);
  await tamperer`set session_replication_role = replica`;
  operator = await makeUser(room, "operator");
  session_id = (await makeSession(room, operator)).id;
});
afterAll(async () => {
  await tamperer.end({ timeout: 2 });
  await room.close();
});

type Draft = {
  step: number | null;
  stream: LogEntry["stream"];
  kind: string;
  body: string;
  emitted_at: string;
};
const Draft: fc.Arbitrary<Draft> = fc.record({
  step: fc.option(fc.nat(99)),
  stream: fc.constantFrom("stdout", "stderr", "system"),
  kind: fc.constantFrom("line", "step_finished"),
  body: fc.oneof(
    fc.constant(""),
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.string({ unit: "binary", maxLength: 30 }).map((text) => text.toWellFormed().replaceAll("\0", "")),
  ),
  emitted_at: fc
    .record({
      at: fc.date({ min: new Date("1960-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
      micros: fc.integer({ min: 0, max: 999_999 }),
    })
    .map(({ at, micros }) => `${at.toISOString().slice(0, 19)}.${String(micros).padStart(6, "0")}Z`),
});

/** A queued run whose log holds `run_created` and these entries. */
async function logged(drafts: readonly Draft[], attempt = 1): Promise<number> {
  const { id } = await makeRun(room, operator, { session_id });
  if (drafts.length > 0) {
    await room.sql`
      select private.append_log(${id}, ${attempt}, array(
        select row(d.step, d.stream, d.kind, d.body, d.emitted_at)::private.log_entry
        from jsonb_to_recordset(${room.sql.json([...drafts])})
          as d (step integer, stream text, kind text, body text, emitted_at timestamptz)
      ), now())`;
  }
  return id;
}

/** What the other verifier says of the same rows, given the head that the database keeps apart from them. */
async function verdictOfReader(runId: number): Promise<Verdict> {
  const [head] =
    await room.sql`select seq::int as count, encode(hash, 'hex') as head from private.log_heads where run_id = ${runId}`;
  return await verifyRunLog(await entriesOf(room, runId), { runId, count: head?.count, head: head?.head });
}

const sameReason: Record<string, readonly string[]> = {
  gap: ["gap"],
  hash: ["hash_mismatch"],
  head: ["short", "long", "head_mismatch"],
};

/** Expects both verifiers to find the same fault, at the same entry where they speak of an entry. */
async function expectBothFind(runId: number, reason: "gap" | "hash" | "head", seq?: number): Promise<void> {
  const sql = await verdictOfSql(room, runId);
  const reader = await verdictOfReader(runId);
  if (reader.ok) throw new Error("the reader's verifier found nothing");
  expect(sql).toMatchObject({ ok: false, reason, ...(seq && { bad_seq: seq }) });
  expect(sameReason[reason]).toContain(reader.reason);
  if (reader.reason !== "head_mismatch") expect(reader.seq).toBe(sql.bad_seq);
}

describe("the verifier in SQL and the one of the readers agree", () => {
  test("that a log as it was written is good, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Draft, { maxLength: 8 }), fc.integer({ min: 0, max: 20 }), async (drafts, attempt) => {
        const runId = await logged(drafts, attempt);
        expect(await verdictOfSql(room, runId)).toEqual({ ok: true, bad_seq: null, reason: null });
        expect(await verdictOfReader(runId)).toMatchObject({ ok: true, count: drafts.length + 1 });
      }),
      { numRuns: 40 },
    );
  });

  test("that a log without entries is good", async () => {
    const runId = await logged([]);
    await tamperer`delete from public.run_events where run_id = ${runId}`;
    await tamperer`update private.log_heads set seq = 0, hash = ${Buffer.alloc(32)} where run_id = ${runId}`;
    expect(await verdictOfSql(room, runId)).toMatchObject({ ok: true });
    expect(await verdictOfReader(runId)).toMatchObject({ ok: true, count: 0 });
  });

  test("that bytes are stored as they came: combining characters, ANSI colours and U+2400 among them", async () => {
    const bodies = ["e\u0301 \u00e9", "\u001b[31mrot\u001b[0m", "\u2400\ufffd", "👩‍🚀", '{"json": "\\u0000"}', " \t "];
    const emitted_at = "2026-11-20T12:00:00.123456+01:30";
    const runId = await logged(bodies.map((body) => ({ step: 0, stream: "stdout", kind: "line", body, emitted_at })));
    expect((await entriesOf(room, runId)).slice(1).map((entry) => entry.body)).toEqual(bodies);
    expect(await verdictOfSql(room, runId)).toMatchObject({ ok: true });
    expect(await verdictOfReader(runId)).toMatchObject({ ok: true });
  });

  const edits: [string, string][] = [
    ["its body", "body = body || '.'"],
    ["its attempt", "attempt = attempt + 1"],
    ["its step", "step = coalesce(step + 1, 0)"],
    ["its stream", "stream = case stream when 'stderr' then 'stdout' else 'stderr' end"],
    ["its kind", "kind = kind || '_'"],
    ["its time by a microsecond", "emitted_at = emitted_at + interval '1 microsecond'"],
    ["its hash", "hash = sha256(hash)"],
  ];
  const Log = fc.array(Draft, { minLength: 2, maxLength: 6 });

  test.each(edits)("where an entry was edited: %s", async (_what, assignment) => {
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), async (drafts, at) => {
        const runId = await logged(drafts);
        const seq = 1 + (at % (drafts.length + 1));
        await tamperer.unsafe(`update public.run_events set ${assignment} where run_id = ${runId} and seq = ${seq}`);
        await expectBothFind(runId, "hash", seq);
      }),
      { numRuns: 6 },
    );
  });

  const tampers: [string, "gap" | "hash" | "head", (runId: number, seq: number, last: number) => Promise<unknown>][] = [
    ["was dropped", "gap", (runId, seq) => drop(runId, seq)],
    [
      "was dropped and the rest renumbered",
      "hash",
      async (runId, seq) => {
        await drop(runId, seq);
        await shift(runId, seq, -1);
      },
    ],
    [
      "changed places with the next",
      "hash",
      async (runId, seq) => {
        await tamperer`update public.run_events set seq = -seq where run_id = ${runId} and seq in (${seq}, ${seq + 1})`;
        await tamperer`update public.run_events set seq = ${2 * seq + 1} + seq where run_id = ${runId} and seq < 0`;
      },
    ],
    [
      "was inserted",
      "hash",
      async (runId, seq) => {
        await shift(runId, seq, 1);
        await copy(runId, seq + 1, seq, "forged");
      },
    ],
  ];

  test.each(tampers)("where an entry %s", async (_what, reason, tamper) => {
    await fc.assert(
      fc.asyncProperty(Log, fc.nat(), async (drafts, at) => {
        const runId = await logged(drafts);
        const last = drafts.length + 1;
        const seq = 1 + (at % (last - 1));
        await tamper(runId, seq, last);
        await expectBothFind(runId, reason, seq);
      }),
      { numRuns: 10 },
    );
  });

  test("where the log was cut at its end, grown, or written anew as a whole", async () => {
    const drafts = fc.sample(Draft, { numRuns: 4, seed: 7 });
    const cut = await logged(drafts);
    await drop(cut, 5);
    await expectBothFind(cut, "head", 5);

    const grown = await logged(drafts);
    const [before] = await room.sql`select seq, hash from private.log_heads where run_id = ${grown}`;
    await room.sql`select private.log_transition(${grown}, 1, 'run_started', '{}', now())`;
    await tamperer`update private.log_heads set seq = ${before?.seq}, hash = ${before?.hash} where run_id = ${grown}`;
    await expectBothFind(grown, "head");

    const rewritten = await logged(drafts.slice(0, 3));
    const other = await logged([]);
    await tamperer`delete from public.run_events where run_id = ${rewritten}`;
    await tamperer`update public.run_events set run_id = ${rewritten} where run_id = ${other}`;
    await expectBothFind(rewritten, "hash", 1);
  });
});

async function drop(runId: number, seq: number): Promise<void> {
  await tamperer`delete from public.run_events where run_id = ${runId} and seq = ${seq}`;
}
/** Moves the entries from `seq` on by one place up or down; by way of negative numbers, since the key is checked row by row. */
async function shift(runId: number, seq: number, by: 1 | -1): Promise<void> {
  await tamperer`update public.run_events set seq = -(seq + ${by}::int) where run_id = ${runId} and seq >= ${seq}`;
  await tamperer`update public.run_events set seq = -seq where run_id = ${runId} and seq < 0`;
}
async function copy(runId: number, from: number, to: number, body: string): Promise<void> {
  await tamperer`
    insert into public.run_events
    select run_id, ${to}, session_id, attempt, step, stream, kind, ${body}, emitted_at, recorded_at, hash
    from public.run_events where run_id = ${runId} and seq = ${from}`;
}
