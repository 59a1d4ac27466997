import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type ControlRoom,
  callAs,
  connect,
  databaseOf,
  openControlRoom,
  Refusal,
  refusing,
  sha256Hex,
} from "../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, makeWorker, oneStep } from "../../e2e/harness/factories.ts";
import { type Random, seeded, withSeed } from "../../e2e/harness/seed.ts";
import { type CommandInput, type CommandName, commands } from "../functions/_shared/contracts/commands.ts";
import type { ErrorCode } from "../functions/_shared/contracts/errors.ts";
import type { Lane, Session } from "../functions/_shared/contracts/session.ts";
import type { ClaimedRun, WorkerInfo } from "../functions/_shared/contracts/worker.ts";

// Over 300 lines, because every kind of caller has to be in the same hustle.
const DURATION_MS = 5_000;
/** Two connections share each worker, as a worker's heartbeat and its slots do. */
const WORKERS = 4;
const OPERATORS = 4;

/** What a well-behaved caller may hear when others are faster. */
const expectedRefusals: readonly ErrorCode[] = [
  ...(["lease_lost", "batch_gap", "not_started", "outcome_not_allowed", "invalid_input", "artifact_conflict"] as const),
  ...(["run_final", "run_not_final", "run_not_queued", "run_succeeded", "session_archived"] as const),
];

type Outcome = Pick<CommandInput<"runs.finish">, "outcome" | "failure_code">;
const outcomes: readonly [Outcome, ...Outcome[]] = [
  { outcome: "succeeded" },
  { outcome: "failed", failure_code: "step_failed" },
  { outcome: "released" },
  { outcome: "cancelled" },
];

interface Held {
  run: ClaimedRun;
  batches: number;
}

let room: ControlRoom;
let operator: { user_id: string };
let key: { key_hash: string };
let sessions: Session[];
const connections: postgres.Sql[] = [];

beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  key = await makeKey(room, ["runs.work"]);
  const parameter_schema = { type: "object", properties: { thing: { type: "string" } } };
  const concurrency = { key: "deploy:{{thing}}", limit: 2 };
  const policy = { parameter_schema, concurrency };
  await room.call("templates.publish", operator, { slug: "keyed", name: "Keyed", steps: oneStep, ...policy });
  sessions = await Promise.all([makeSession(room, operator), makeSession(room, operator)]);
});
afterAll(async () => {
  await Promise.all(connections.map((sql) => sql.end({ timeout: 2 })));
  await room.close();
});

test("workers and operators in each other's way neither deadlock nor fail in any way that has no name", () =>
  withSeed(async (seed) => {
    const failures: string[] = [];
    const refused = new Map<string, number>();
    let calls = 0;
    /** Runs that schedules made. */
    let fired = 0;
    const startedAt = performance.now();
    /** A busy machine is given twelve times as long to do enough. */
    const goesOn = () => {
      const times = (performance.now() - startedAt) / DURATION_MS;
      return failures.length === 0 && (times < 1 || ((calls < 1_500 || fired < 10) && times < 12));
    };

    /** Calls and counts; undefined after a refusal. */
    const attempt = <Name extends CommandName>(
      sql: postgres.Sql,
      name: Name,
      input: CommandInput<Name>,
      requestId = randomUUID(),
    ) => {
      const as = commands[name].kind === "worker" ? key : operator;
      return tried(name, () => callAs(sql, name, as, input, { requestId }));
    };
    async function tried<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
      calls += 1;
      try {
        return await work();
      } catch (error) {
        if (error instanceof Refusal && expectedRefusals.includes(error.code)) {
          refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
          return undefined;
        }
        failures.push(`${name}: ${error instanceof Error ? `${error.message} (${error.cause})` : error}`);
      }
    }

    async function work(sql: postgres.Sql, random: Random, worker: WorkerInfo, held: Held[]): Promise<void> {
      const claim = () => ({ claim_id: randomUUID(), worker, limit: 1 + random.below(4) });
      const take = (runs: ClaimedRun[]) => held.push(...runs.map((run) => ({ run, batches: 0 })));
      while (goesOn()) {
        const one = random.pickAny(held);
        const dice = random.below(100);
        if (one === undefined || dice < 15) {
          take((await attempt(sql, "runs.claim", claim()))?.runs ?? []);
        } else if (dice < 22) {
          await attempt(sql, "runs.start", { lease: one.run.lease });
        } else if (dice < 30) {
          await attempt(sql, "runs.start_many", { leases: held.map(({ run }) => run.lease).reverse() });
        } else if (dice < 42) {
          one.batches += 1;
          await attempt(sql, "events.append", batch(one, random));
        } else if (dice < 50) {
          // As ops-executor gathers them; where one is refused, none is applied.
          const ofRuns = new Map(held.map((each) => [each.run.lease.run_id, each])).values();
          const mine = [...ofRuns].map((each) => ({ each, next: { ...each, batches: each.batches + 1 } }));
          const args = [key.key_hash, { jsonb: mine.map(({ next }) => batch(next, random)).reverse() }];
          const many = () => refusing(() => databaseOf(sql).call("append_many_events", args));
          if (await tried("append_many_events", many)) for (const { each, next } of mine) each.batches = next.batches;
        } else if (dice < 65) {
          // Dead ones included, in no order.
          await attempt(sql, "runs.heartbeat", { worker, leases: held.map(({ run }) => run.lease).reverse() });
        } else if (dice < 70) {
          await attempt(sql, "artifacts.put", artifact(one));
        } else if (dice < 75) {
          if (random.chance(0.5)) await attempt(sql, "maintenance.tick", {});
          else fired += (await attempt(sql, "schedules.fire_due", {}))?.runs ?? 0;
        } else if (dice < 83) {
          const ends = held.splice(0, 3).reverse();
          const finished = await attempt(sql, "runs.finish_many", {
            ends: ends.map(({ run, batches }) => ({
              lease: run.lease,
              last_batch_no: batches,
              ...random.pick(outcomes),
            })),
            claims: random.chance(0.5) ? [claim()] : [],
          });
          take(finished?.claimed.flatMap((each) => each?.runs ?? []) ?? []);
        } else {
          held.splice(held.indexOf(one), 1);
          const finished = await attempt(sql, "runs.finish", {
            lease: one.run.lease,
            last_batch_no: one.batches,
            ...random.pick(outcomes),
            ...(random.chance(0.5) ? { claim: claim() } : {}),
          });
          take(finished?.claimed?.runs ?? []);
        }
        // A worker forgets what it lost long ago.
        if (held.length > 12) held.splice(0, 4);
      }
    }

    async function operate(sql: postgres.Sql, random: Random): Promise<void> {
      while (goesOn()) {
        const session = random.pickAny(sessions);
        const lane = random.pickAny(session?.lanes ?? []);
        if (!session || !lane) throw new Error("there is no lane");
        const runId = await randomRun(random);
        const dice = random.below(100);
        if (runId === undefined || dice < 35) {
          await attempt(sql, "runs.create", {
            session_id: session.id,
            lane: lane.name,
            ...(random.chance(0.4)
              ? { template: "keyed", parameters: { thing: random.pick(["api", "web"]) } }
              : { steps: oneStep }),
            max_attempts: 1 + random.below(3),
            priority: random.below(3),
          });
        } else if (dice < 55) {
          // Twice at once with one request id, as after a lost response.
          const requestId = randomUUID();
          const cancel = (on: postgres.Sql) => attempt(on, "runs.cancel", { run_id: runId }, requestId);
          await Promise.all([cancel(sql), random.chance(0.5) ? cancel(room.executor) : undefined]);
        } else if (dice < 65) {
          await attempt(sql, "runs.retry", { run_id: runId, from: random.pick(["start", "failed_step"]) });
        } else if (dice < 70) {
          await attempt(sql, "lanes.pause", { lane_id: lane.id, note: "for a moment" });
          await attempt(sql, "lanes.resume", { lane_id: lane.id });
        } else if (dice < 73) {
          await haveDueSchedule(sql, session.id, random);
        } else if (dice < 76) {
          const own = await attempt(sql, "sessions.create", { name: randomUUID() });
          await attempt(sql, "sessions.archive", { session_id: own?.id ?? session.id });
        } else if (dice < 85) {
          await reorder(sql, random, session, lane, runId);
        } else {
          const dead = await backdateSomeLeases(2 + random.below(6));
          const requestId = randomUUID();
          await Promise.all([
            attempt(sql, "runs.cancel", { run_id: dead[0] ?? runId }, requestId),
            attempt(room.executor, "runs.cancel", { run_id: dead[1] ?? runId }),
            attempt(room.executor, "runs.cancel", { run_id: dead[0] ?? runId }, requestId),
          ]);
        }
      }
    }

    /** Runs and lanes change places, most of which takes a lane's lock before a run's. */
    async function reorder(sql: postgres.Sql, random: Random, session: Session, lane: Lane, runId: number) {
      const beside = (await randomRun(random)) ?? runId;
      await attempt(sql, "runs.move", {
        run_id: runId,
        ...(random.chance(0.5) ? { before: beside } : { after: beside }),
      });
      await attempt(sql, "runs.move", { run_id: runId, lane_id: lane.id });
      await attempt(sql, "runs.set_priority", { run_id: runId, priority: random.below(3) });
      await attempt(sql, "lanes.set_capacity", { lane_id: lane.id, capacity: 1 + random.below(3) });
      await attempt(sql, "lanes.move", { lane_id: lane.id, position: 1 + random.below(session.lanes.length) });
    }

    /** A schedule whose occurrences of the last minutes cancel each other's runs, once somebody fires it. */
    async function haveDueSchedule(sql: postgres.Sql, session_id: number, random: Random): Promise<void> {
      const overlap = random.pick(["cancel_previous", "queue", "skip"] as const);
      const policies = { cron: "* * * * *", catch_up: "all", overlap } as const;
      const made = await attempt(sql, "schedules.create", {
        session_id,
        name: randomUUID(),
        template: "keyed",
        parameters: { thing: "api" },
        ...policies,
      });
      const schedule_id = made?.schedule.id ?? 0;
      await room.sql`update public.schedules set next_at = next_at - interval '4 minutes' where id = ${schedule_id}`;
      if (random.chance(0.5)) await attempt(sql, "schedules.run_now", { schedule_id });
      if (random.chance(0.3)) await attempt(sql, "schedules.pause", { schedule_id, note: "for a moment" });
      if (random.chance(0.3)) await attempt(sql, "schedules.resume", { schedule_id });
    }

    const actors = Array.from({ length: WORKERS }, (_, index) => {
      const worker = makeWorker();
      const held: Held[] = [];
      return [0, 1].map((half) => work(open(), seeded(seed + index * 2 + half), worker, held));
    }).flat();
    actors.push(...Array.from({ length: OPERATORS }, (_, index) => operate(open(), seeded(seed + 100 + index))));
    await Promise.all(actors);

    expect(failures, failures.join("\n")).toEqual([]);
    expect(calls).toBeGreaterThan(200);
    expect(fired).toBeGreaterThan(0);
    await bringEverythingToItsEnd();
  }));

function open(): postgres.Sql {
  const sql = connect(room.database.executorUrl, 1);
  connections.push(sql);
  return sql;
}

function batch({ run, batches }: Held, random: Random): CommandInput<"events.append"> {
  const emitted_at = new Date().toISOString();
  const entry =
    batches === 1
      ? ({ kind: "step_started", step: 0, emitted_at } as const)
      : random.chance(0.7)
        ? ({ kind: "line", step: 0, stream: "stdout", body: `line ${batches}`, emitted_at } as const)
        : ({ kind: "step_finished", step: 0, status: "succeeded", emitted_at } as const);
  return { lease: run.lease, batch_no: batches, entries: [entry] };
}

function artifact({ run }: Held): CommandInput<"artifacts.put"> {
  const body = "hello";
  return {
    ...{ lease: run.lease, step: 0, name: "note", kind: "text", media_type: "text/plain", encoding: "utf8" },
    ...{ body, size: body.length, sha256: sha256Hex(body) },
  };
}

async function randomRun(random: Random): Promise<number | undefined> {
  const row = random.pickAny(await room.sql<{ id: string }[]>`select id from public.runs order by id desc limit 30`);
  return row && Number(row.id);
}

async function backdateSomeLeases(limit: number): Promise<number[]> {
  const rows = await room.sql<{ run_id: string }[]>`
    update private.leases set expires_at = now() - interval '1 second'
    where run_id in (select run_id from private.leases order by random() limit ${limit} for update skip locked)
    returning run_id`;
  return rows.map((row) => Number(row.run_id));
}

async function bringEverythingToItsEnd(): Promise<void> {
  const left = await room.sql<{ id: string }[]>`select id from public.runs where finished_at is null`;
  for (const { id } of left) await room.call("runs.cancel", operator, { run_id: Number(id) });
  await room.sql`update private.leases set expires_at = now() - interval '1 second'`;
  for (let swept = 1; swept > 0; ) swept = (await room.call("maintenance.tick", key, {})).expired_leases;

  const [open] = await room.sql`
    select (select count(*)::int from public.runs where finished_at is null) as runs,
      (select count(*)::int from private.leases) as leases,
      (select count(*)::int from public.run_attempts where finished_at is null) as attempts`;
  expect(open).toEqual({ runs: 0, leases: 0, attempts: 0 });
  const broken = await room.sql`
    select r.id, v.reason from public.runs r cross join lateral private.verify_run_log(r.id) v where not v.ok`;
  expect([...broken]).toEqual([]);
}
