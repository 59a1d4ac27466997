import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { type ControlRoom, callAs, connect } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, makeWorker, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { type Random, seeded } from "../../../e2e/harness/seed.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";

export const CONNECTIONS = 16;
/** A lane for each rule of capacity. */
const lanes = [
  { name: "one", capacity: 1 },
  { name: "two", capacity: 2 },
  { name: "unlimited", capacity: null },
];

/** A limit of the keys that runs of all lanes share, and a label that every second worker has. */
const policies = [
  { concurrency: { key: "one:{{thing}}", limit: 1 } },
  { concurrency: { key: "two:{{thing}}", limit: 2 } },
  { required_labels: ["even"], concurrency: { key: "two:{{thing}}", limit: 2 } },
  { required_labels: ["even"] },
];
const things = ["api", "web"];

/** What went wrong, in words; empty is good. */
export type Violations = string[];

/** Sixteen real connections, each a worker, and an observer that looks at what is committed. */
export interface Range {
  session: Session;
  key: { key_hash: string };
  workers: postgres.Sql[];
  close(): Promise<void>;
  /** Queues runs of random priority, drags some and delays some; `restricted`: some share keys or require a label. */
  load(random: Random, runs: number, options?: { max_attempts?: number; restricted?: boolean }): Promise<void>;
}

export async function openRange(room: ControlRoom): Promise<Range> {
  const operator = await makeUser(room, "operator");
  const session = await makeSession(room, operator, { lanes });
  const key = await makeKey(room, ["runs.work"]);
  const templates: string[] = [];
  for (const policy of policies) {
    const slug = unique("policy");
    const parameter_schema = { type: "object", properties: { thing: { type: "string" } } };
    await room.call("templates.publish", operator, { slug, name: slug, steps: oneStep, parameter_schema, ...policy });
    templates.push(slug);
  }
  const workers = Array.from({ length: CONNECTIONS }, () => connect(room.database.executorUrl, 1));
  return {
    session,
    key,
    workers,
    close: async () => void (await Promise.all(workers.map((sql) => sql.end({ timeout: 2 })))),
    async load(random, runs, { max_attempts = 3, restricted = false } = {}) {
      const inputs = Array.from({ length: runs }, () => ({
        ...(restricted && random.chance(0.6)
          ? { template: random.pickAny(templates), parameters: { thing: random.pickAny(things) ?? "" } }
          : { steps: oneStep }),
        session_id: session.id,
        lane: random.pickAny(lanes)?.name ?? "one",
        priority: random.below(3) - 1,
        delay_seconds: random.chance(0.2) ? 3_600 : 0,
        max_attempts,
      }));
      const created = await Promise.all(inputs.map((input) => room.call("runs.create", operator, input)));
      for (const { run } of created.filter(() => random.chance(0.3))) await drag(room.sql, run.id, random);
    },
  };
}

/** Dragging is what changes a rank: to before, between or behind any others of the session. */
export async function drag(sql: postgres.Sql, runId: number, random: Random): Promise<void> {
  const rank = random.below(100_000) / 100;
  await sql`update public.runs set rank = ${rank} where id = ${runId}`;
}

/** Makes every delayed run due at the next claim. */
export async function comeDue(sql: postgres.Sql): Promise<void> {
  await sql`update public.runs set available_at = now() - interval '1 second' where available_at is not null`;
}

/**
 * Claims and ends runs on every connection at once until `more` says no; reports runs that were given out twice.
 * `kept`: lanes are closed and, with `heads`, their heads advanced all the time. `chaos` also drags, hands back, fails and forgets runs, so that they come again; else a run never comes again.
 */
export async function fire(
  { workers, key, session }: Range,
  seed: number,
  {
    chaos,
    kept = true,
    heads = chaos,
    more,
    sql,
  }: { chaos: boolean; kept?: boolean; heads?: boolean; more: (claims: number) => boolean; sql: postgres.Sql },
): Promise<{ violations: Violations; claims: number }> {
  const given = new Set<string>();
  const violations: Violations = [];

  /** Whoever does not lock what others lock may also wait for them in a circle: that is seen like all else, and the others go on. */
  const orDeadlock = <T>(call: Promise<T>): Promise<T | undefined> =>
    call.catch((error: unknown) => {
      if (!isDeadlock(error)) throw error;
      violations.push("a claim deadlocked");
      return undefined;
    });

  async function work(connection: postgres.Sql, random: Random, labels: string[]): Promise<void> {
    const worker = makeWorker({ labels });
    const held: ClaimedRun[] = [];
    const claim = () => ({ claim_id: randomUUID(), worker, limit: 1 + random.below(3) });
    const take = (runs: ClaimedRun[]) => {
      for (const run of runs) {
        const attempt = `run ${run.lease.run_id} attempt ${run.lease.attempt}`;
        if (given.has(attempt)) violations.push(`${attempt} was given out twice`);
        given.add(attempt);
        held.push(run);
      }
    };
    while (more(given.size)) {
      if (held.length === 0 || random.chance(0.3)) {
        take((await orDeadlock(callAs(connection, "runs.claim", key, claim())))?.runs ?? []);
        continue;
      }
      const [{ lease }] = held.splice(random.below(held.length), 1) as [ClaimedRun]; // it is not empty
      if (chaos && random.chance(0.1)) {
        // Forgotten: the worker is as good as dead to this run.
        await sql`update private.leases set expires_at = now() - interval '1 second' where run_id = ${lease.run_id}`;
        continue;
      }
      if (chaos && random.chance(0.1)) await drag(sql, lease.run_id, random);
      await callAs(connection, "runs.start", key, { lease });
      const ending = chaos ? random.below(3) : 2;
      const finishing = callAs(connection, "runs.finish", key, {
        lease,
        last_batch_no: 0,
        ...(ending === 0 ? { outcome: "released" } : { outcome: "failed", failure_code: "step_failed" }),
        ...(random.chance(0.5) ? { claim: claim() } : {}),
      });
      take((await orDeadlock(finishing))?.claimed?.runs ?? []);
    }
  }

  /** Claims close lanes only where many are open, and advance heads only where much has gone; here they are all the time. */
  async function keep(): Promise<void> {
    while (more(given.size))
      for (const { id } of session.lanes) {
        await sql`select private.close_lane(${id})`;
        if (heads)
          await sql`select private.advance_head(${id}, k.restricted) from unnest(array[false, true]) k (restricted)`;
      }
  }

  await Promise.all([
    ...workers.map((connection, index) => work(connection, seeded(seed + index), index % 2 === 0 ? ["even"] : [])),
    ...(kept ? [keep()] : []),
  ]);
  return { violations, claims: given.size };
}

const isDeadlock = (error: unknown): boolean => error instanceof postgres.PostgresError && error.code === "40P01";

/** Looks over and over, from a connection of its own, until stopped; reports each kind of violation it saw once. */
export function observe(
  sql: postgres.Sql,
  look: (sql: postgres.Sql) => Promise<Violations>,
): () => Promise<Violations> {
  const seen = new Set<string>();
  let stopped = false;
  const watching = (async () => {
    do for (const violation of await look(sql)) seen.add(violation);
    while (!stopped);
  })();
  return async () => {
    stopped = true;
    await watching;
    return [...seen];
  };
}
