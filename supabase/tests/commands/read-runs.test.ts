import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, type Credential, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { outcomeOf } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";

let room: ControlRoom;
let operator: { user_id: string };
let stranger: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  stranger = await makeUser(room, "operator");
});
afterAll(() => room.close());

async function someRuns(count: number, visibility: "team" | "members" = "team") {
  const session = await makeSession(room, operator, { visibility });
  const runs = [];
  for (let n = 0; n < count; n += 1) runs.push(await makeRun(room, operator, { session_id: session.id }));
  return { session, runs, ids: runs.map((run) => run.id) };
}

const list = async (as: Credential, input: CommandInput<"runs.list">) =>
  (await room.call("runs.list", as, input)).runs.map((run) => run.id);

/** A run of a session for its members, who sees it, and who does not. */
async function aRunOfMembers() {
  const { session, runs } = await someRuns(1, "members");
  const run = runs[0];
  if (!run) throw new Error("no run");
  const lane_ids = session.lanes.map((lane) => lane.id);
  const readers = [
    operator,
    await makeUser(room, "admin"),
    await makeUser(room, "auditor"),
    await makeLimitedKey(room, ["runs.read"], { session_ids: [session.id], lane_ids: [run.lane_id] }),
  ];
  const others = [
    stranger,
    await makeLimitedKey(room, ["runs.read"], { session_ids: [session.id + 1_000] }),
    await makeLimitedKey(room, ["runs.read"], { lane_ids: lane_ids.filter((id) => id !== run.lane_id) }),
  ];
  return { run, readers, others };
}

describe("runs.get and events.list", () => {
  test("show a run and its log to everyone who sees its session, and to nobody else", async () => {
    const { run, readers, others } = await aRunOfMembers();
    for (const as of readers) {
      expect((await room.call("runs.get", as, { run_id: run.id })).run).toEqual(run);
      const log = await room.call("events.list", as, { run_id: run.id });
      expect(log).toMatchObject({ status: "queued", last_seq: 1, entries: [{ seq: 1, kind: "run_created" }] });
    }
    for (const as of others) {
      expect(await outcomeOf(room.call("runs.get", as, { run_id: run.id }))).toBe("not_found");
      expect(await outcomeOf(room.call("events.list", as, { run_id: run.id }))).toBe("not_found");
    }
  });

  test("as do artifacts.list and artifacts.read of what it produced", async () => {
    const { run, readers, others } = await aRunOfMembers();
    await room.sql`
      insert into public.run_attempts (run_id, number, session_id, worker_id, worker_name, claimed_at)
      values (${run.id}, 1, ${run.session_id}, gen_random_uuid(), 'w1', now())`;
    const [made] = await room.sql<{ id: number }[]>`
      insert into public.artifacts (run_id, attempt, step, session_id, name, kind, media_type, sha256, size, encoding, body, created_at)
      values (${run.id}, 1, 0, ${run.session_id}, 'a.txt', 'text', 'text/plain', ${"0".repeat(64)}, 2, 'utf8', 'hi', now())
      returning id::integer`;
    const artifact_id = made?.id ?? 0;
    for (const as of readers) {
      const { artifacts } = await room.call("artifacts.list", as, { run_id: run.id });
      expect(artifacts).toMatchObject([{ id: artifact_id, run_id: run.id, attempt: 1, name: "a.txt", size: 2 }]);
      const { artifact, content } = await room.call("artifacts.read", as, { artifact_id });
      expect([artifact, content]).toEqual([artifacts[0], { where: "here", encoding: "utf8", body: "hi" }]);
    }
    for (const as of others) {
      expect(await outcomeOf(room.call("artifacts.list", as, { run_id: run.id }))).toBe("not_found");
      expect(await outcomeOf(room.call("artifacts.read", as, { artifact_id }))).toBe("not_found");
    }
    expect(await outcomeOf(room.call("artifacts.read", operator, { artifact_id: 999_999 }))).toBe("not_found");
  });

  test("refuse a run that does not exist", async () => {
    expect(await outcomeOf(room.call("runs.get", operator, { run_id: 999_999 }))).toBe("not_found");
    expect(await outcomeOf(room.call("events.list", operator, { run_id: 999_999 }))).toBe("not_found");
  });

  test("a log is read in pages by its cursor", async () => {
    const { runs } = await someRuns(1);
    const run_id = runs[0]?.id ?? 0;
    await room.call("runs.cancel", operator, { run_id });
    const page = async (after_seq: number, limit?: number) => {
      const log = await room.call("events.list", operator, { run_id, after_seq, ...(limit && { limit }) });
      return [log.status, log.last_seq, ...log.entries.map((entry) => entry.kind)];
    };
    expect(await page(0, 2)).toEqual(["cancelled", 3, "run_created", "cancel_requested"]);
    expect(await page(2, 2)).toEqual(["cancelled", 3, "run_cancelled"]);
    expect(await page(3)).toEqual(["cancelled", 3]);
  });
});

describe("runs.list", () => {
  test("lists newest first, by session and status, in pages", async () => {
    const { session, ids } = await someRuns(3);
    const [first = 0, second = 0, third = 0] = ids;
    const session_id = session.id;
    expect(await list(operator, { session_id })).toEqual([third, second, first]);
    expect(await list(operator, { session_id, limit: 2 })).toEqual([third, second]);
    expect(await list(operator, { session_id, before: second })).toEqual([first]);
    await room.call("runs.cancel", operator, { run_id: second });
    expect(await list(operator, { session_id, status: ["cancelled"] })).toEqual([second]);
    expect(await list(operator, { session_id, status: ["queued"] })).toEqual([third, first]);
    expect((await list(operator, {})).slice(0, 3)).toEqual([third, second, first]);
  });

  test("leaves out what the caller does not see", async () => {
    const { session, ids } = await someRuns(1, "members");
    const session_id = session.id;
    const newest = await makeRun(room, operator, { session_id, lane: "B" });
    const laneKey = await makeLimitedKey(room, ["runs.read"], { lane_ids: [newest.lane_id] });
    const elsewhere = await makeLimitedKey(room, ["runs.read"], { session_ids: [session_id + 1_000] });
    expect(await list(operator, { session_id })).toEqual([newest.id, ...ids]);
    expect(await list(stranger, { session_id })).toEqual([]);
    expect(await list(laneKey, {})).toEqual([newest.id]);
    expect(await list(elsewhere, {})).toEqual([]);
  });
});
