import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, type Credential, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, makeWorker } from "../../e2e/harness/factories.ts";
import { Overview } from "../functions/_shared/contracts/overview.ts";
import { asRole } from "./support/as-role.ts";
import { outcomeOf } from "./support/audit.ts";

/** The database's clock in this file: a minute past noon. */
const now = new Date("2026-11-20T12:01:00Z");
/** An instant so many minutes before it. */
const ago = (minutes: number | null) => (minutes === null ? null : new Date(now.getTime() - minutes * 60_000));

interface Past {
  status: "succeeded" | "failed" | "cancelled" | "running" | "queued" | "waiting";
  /** Minutes before now. */
  queued: number;
  started?: number;
  finished?: number;
  failure_code?: string;
  template?: number;
}

let room: ControlRoom;
let root: postgres.Sql;
let owner: { user_id: string };
let auditor: { user_id: string };
let outsider: { user_id: string };
let team: { id: number; lanes: { id: number }[] };
let closed: { id: number; lanes: { id: number }[] };

beforeAll(async () => {
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
  [owner, auditor, outsider] = [
    await makeUser(room, "operator"),
    await makeUser(room, "auditor"),
    await makeUser(room, "operator"),
  ];
  team = await makeSession(room, owner, { lanes: [{ name: "A", capacity: 2 }] });
  closed = await makeSession(room, owner, { visibility: "members", lanes: [{ name: "B", capacity: null }] });
  const { version_id } = await publish();
  await past(team, { status: "succeeded", queued: 50, started: 49, finished: 29, template: version_id });
  await past(team, { status: "failed", queued: 30, started: 27, finished: 20, failure_code: "timeout" });
  await past(team, {
    ...{ status: "failed", queued: 30, started: 28, finished: 20 },
    ...{ failure_code: "step_failed", template: version_id },
  });
  await past(team, { status: "cancelled", queued: 25, finished: 10 });
  await past(team, { status: "running", queued: 20, started: 10 });
  await past(team, { status: "queued", queued: 5 });
  await past(team, { status: "succeeded", queued: 90, started: 80, finished: 70 });
  await past(closed, { status: "failed", queued: 12, started: 11, finished: 5, failure_code: "timeout" });
  await room.call("runs.heartbeat", await makeKey(room, ["runs.work"]), {
    worker: makeWorker({ slots: 6 }),
    leases: [],
  });
  await room.sql`update public.workers set last_seen_at = ${ago(0.1)}`;
});
afterAll(async () => {
  await root.end();
  await room.close();
});

async function publish() {
  await room.call("templates.publish", owner, {
    ...{ slug: "deploy", name: "Deploy" },
    steps: [{ name: "s", kind: "shell", run: "true" }],
  });
  const [row] = await room.sql`select max(id)::int as version_id from public.run_template_versions`;
  return { version_id: row?.version_id as number };
}

/** A run as it lies in the past. */
async function past(session: typeof team, { status, queued, started, finished, ...rest }: Past): Promise<void> {
  const at = ago(queued);
  await room.sql`
    insert into public.runs (session_id, lane_id, template_version_id, adhoc_definition, title, status, failure_code, rank, requested_by,
      requested_by_name, created_at, queued_at, started_at, finished_at, cancel_requested_at)
    values (${session.id}, ${session.lanes[0]?.id ?? 0}, ${rest.template ?? null}, ${rest.template ? null : room.sql.json({ steps: [] })},
      'run', ${status}, ${rest.failure_code ?? null}, 1, 'x', 'x', ${at}, ${at}, ${ago(started ?? null)}, ${ago(finished ?? null)},
      ${status === "cancelled" ? at : null})`;
}

async function overview(as: Credential, period: string, session: number | null = null) {
  const [row] = await room.sql`
    select private.overview(private.authenticate(${room.sql.json(as)}, now()), ${period}, ${session}, ${now}) as answer`;
  return Overview.parse(row?.answer);
}

describe("the Overview of an hour", () => {
  test("counts what ended, how, after what wait and running time, beside the hour before", async () => {
    const { current, previous, at } = await overview(owner, "1h");
    expect(new Date(at)).toEqual(now);
    expect(current).toMatchObject({ succeeded: 1, failed: 3, cancelled: 1, sample: 1 });
    // Waits of 1, 3, 2 and 1 minutes, running times of 20, 7, 8 and 6; the cancelled one never started.
    const seconds = (percentiles: [number, number] | null) => percentiles?.map((value) => Math.round(value));
    expect([seconds(current.wait), seconds(current.duration)]).toEqual([
      [90, 171],
      [450, 1_092],
    ]);
    expect(previous).toMatchObject({ succeeded: 1, failed: 0, cancelled: 0, wait: [600, 600], duration: [600, 600] });
  });

  test("derives from times alone how many waited and worked at the end of each bucket", async () => {
    const { buckets, from, step_seconds } = await overview(owner, "1h");
    expect([buckets.length, step_seconds, from]).toEqual([60, 60, "2026-11-20T11:02:00+00:00"]);
    const depth = (minutes: number) => {
      const end = now.getTime() - minutes * 60_000;
      const bucket = buckets.find((one) => new Date(one.from).getTime() + 60_000 === end);
      return [bucket?.queued, bucket?.active];
    };
    expect(depth(49.5)).toEqual([undefined, undefined]);
    expect(depth(50)).toEqual([0, 0]);
    expect(depth(48)).toEqual([0, 1]);
    expect(depth(29)).toEqual([2, 1]);
    expect(depth(26)).toEqual([0, 2]);
    expect(depth(24)).toEqual([1, 2]);
    expect(depth(19)).toEqual([2, 0]);
    expect(depth(0)).toEqual([1, 1]);
    expect(buckets.reduce((sum, { failed }) => sum + failed, 0)).toBe(3);
    expect(buckets.find(({ cancelled }) => cancelled > 0)).toMatchObject({
      from: "2026-11-20T11:51:00+00:00",
      cancelled: 1,
    });
  });

  test("names failures by code, templates that failed, busy lanes and what is so now", async () => {
    const { failures, lanes, now: moment } = await overview(owner, "1h");
    expect(failures.codes).toEqual([
      { code: "timeout", runs: 2 },
      { code: "step_failed", runs: 1 },
    ]);
    expect(failures.templates).toEqual([{ slug: "deploy", name: "Deploy", failed: 1, ended: 2 }]);
    // 20 + 7 + 8 + 10 minutes of two slots in the 59 minutes since the first bucket began; lane B has no limit.
    expect(lanes).toEqual([expect.objectContaining({ lane: "A", capacity: 2, share: 0.3814 })]);
    expect(moment).toEqual({ queued: 1, delayed: 0, active: 1, waiting: 0, workers: 1, slots: 6 });
  });

  test.each([
    ["24h", 48, 5],
    ["7d", 56, 5],
  ])("is told of %s as well", async (period, count, ended) => {
    const { buckets, current } = await overview(owner, period);
    expect(buckets).toHaveLength(count);
    expect(current.succeeded + current.failed).toBe(ended);
    expect(buckets.at(-1)).toMatchObject({ queued: 1, active: 1 });
  });
});

describe("the Overview is of what its reader sees", () => {
  test("an auditor sees all, an operator no session of others, and either may ask for one session", async () => {
    expect((await overview(auditor, "1h")).current.failed).toBe(3);
    expect((await overview(outsider, "1h")).current.failed).toBe(2);
    expect((await overview(owner, "1h", closed.id)).current).toMatchObject({ failed: 1, succeeded: 0 });
    await expect(overview(outsider, "1h", closed.id)).rejects.toThrow(/no session/);
  });

  test("somebody who is no operator is refused, and anon cannot ask", async () => {
    const stranger = await makeUser(room);
    const ask = (role: "anon" | "authenticated", who: typeof stranger | null) =>
      asRole(root, role, who, (sql) => sql`select public.overview('1h')`);
    await expect(ask("authenticated", stranger)).rejects.toMatchObject({ code: "OC003" });
    await expect(ask("anon", null)).rejects.toMatchObject({ code: "42501" });
    expect(await outcomeOf(ask("authenticated", auditor))).toBe("ok");
  });
});
