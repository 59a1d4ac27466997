import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom, sha256Hex } from "../../e2e/harness/control-room.ts";
import { expireLease, makeUser } from "../../e2e/harness/factories.ts";
import type { CommandInput } from "../functions/_shared/contracts/commands.ts";
import { limits } from "../functions/_shared/contracts/limits.ts";
import type { ClaimedRun } from "../functions/_shared/contracts/worker.ts";
import { outcomeOf } from "./support/audit.ts";
import { artifact, makeWorkerSide, type WorkerSide } from "./support/worker-side.ts";

let room: ControlRoom;
let side: WorkerSide;
beforeAll(async () => {
  room = await openControlRoom();
  side = await makeWorkerSide(room);
});
afterAll(() => room.close());

const size = 1_000_000;
type Upload = Omit<CommandInput<"artifacts.upload">, "lease">;
const large = (overrides: Partial<Upload> = {}): Upload => ({
  ...{ step: 0, name: "build.tar", kind: "file", media_type: "application/x-tar", sha256: sha256Hex("it"), size },
  ...overrides,
});
const upload = (run: ClaimedRun, overrides: Partial<Upload> = {}) =>
  room.call("artifacts.upload", side.key, { lease: run.lease, ...large(overrides) });
const commit = (run: ClaimedRun, object_path: string) =>
  room.call("artifacts.commit", side.key, { lease: run.lease, object_path });
const artifactsOf = ({ lease }: ClaimedRun) => room.sql`
  select name, size::int, body, object_path from public.artifacts where run_id = ${lease.run_id}`;

/** Does something as a person or a key in a browser would, under row level security, and takes it back. */
async function as<T>(role: "anon" | "authenticated", sub: string, work: (sql: typeof room.sql) => Promise<T>) {
  const back = new Error("taken back");
  let result: T | undefined;
  await room.sql
    .begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub, role })}, true)`;
      await sql`select set_config('role', ${role}, true)`;
      result = await work(sql as unknown as typeof room.sql); // The same interface within a transaction.
      throw back;
    })
    .catch((error: unknown) => {
      if (error !== back) throw error;
    });
  return result;
}

/** Storage has taken in an object of this many bytes. */
const arrive = (path: string, bytes = size) => room.sql`
  insert into storage.objects (bucket_id, name, metadata) values ('artifacts', ${path}, ${room.sql.json({ size: bytes })})`;
const anonInsert = (path: string) =>
  as("anon", "", (sql) => sql`insert into storage.objects (bucket_id, name) values ('artifacts', ${path})`);

describe("a large artifact", () => {
  test("is announced, arrives, and is visible and logged from its commit on", async () => {
    const run = await side.started();
    const announced = await upload(run);
    expect(announced).toMatchObject({ arrived: false, directive: "continue" });
    expect(announced.object_path).toMatch(new RegExp(`^\\d+/${run.lease.run_id}/1/[0-9a-f-]{36}$`));
    await arrive(announced.object_path);
    expect([...(await artifactsOf(run))]).toEqual([]);
    await commit(run, announced.object_path);
    expect([...(await artifactsOf(run))]).toEqual([
      { name: "build.tar", size, body: null, object_path: announced.object_path },
    ]);
    const { entries } = await room.call("events.list", side.key, { run_id: run.lease.run_id, after_seq: 3 });
    expect(entries.map(({ kind }) => kind)).toEqual(["artifact_attached"]);
  });

  test("is the same upload and the same artifact when a response was lost, at any point", async () => {
    const run = await side.started();
    const announced = await upload(run);
    expect(await upload(run)).toEqual(announced);
    await arrive(announced.object_path);
    const arrived = { ...announced, arrived: true };
    expect(await upload(run)).toEqual(arrived);
    const committed = await commit(run, announced.object_path);
    expect(await commit(run, announced.object_path)).toEqual(committed);
    expect(await upload(run)).toEqual(arrived);
    expect(await artifactsOf(run)).toHaveLength(1);
  });

  test("under the name of other content is a conflict, announced or attached, inline or not", async () => {
    const run = await side.started();
    const other = sha256Hex("other");
    await upload(run);
    expect(await outcomeOf(upload(run, { sha256: other }))).toBe("artifact_conflict");
    await room.call("artifacts.put", side.key, { lease: run.lease, ...artifact("small", { name: "small" }) });
    expect(await outcomeOf(upload(run, { name: "small" }))).toBe("artifact_conflict");
    await room.call("artifacts.put", side.key, { lease: run.lease, ...artifact("inline", { name: "build.tar" }) });
    expect(await outcomeOf(upload(run))).toBe("artifact_conflict");
  });

  test("is refused of a step that the attempt does not have, and one too many", async () => {
    const run = await side.started();
    expect(await outcomeOf(upload(run, { step: 9 }))).toBe("invalid_input");
    for (let n = 0; n < limits.artifactsPerAttempt; n += 1) await upload(run, { name: `part ${n}` });
    expect(await outcomeOf(upload(run))).toBe("limit_exceeded");
    expect(await outcomeOf(upload(run, { name: "part 7" }))).toBe("ok");
  });

  test("cannot be committed before all of it has arrived, nor by another attempt", async () => {
    const [run, other] = [await side.started(), await side.started()];
    const { object_path } = await upload(run);
    expect(await outcomeOf(commit(run, object_path))).toBe("invalid_input");
    expect(await outcomeOf(commit(other, object_path))).toBe("not_found");
    await arrive(object_path, size - 1);
    expect(await outcomeOf(commit(run, object_path))).toBe("invalid_input");
    expect([...(await artifactsOf(run))]).toEqual([]);
  });
});

test("a commit with a lease that is another's, expired or of no run is refused as lease_lost", async () => {
  const run = await side.started();
  const { object_path } = await upload(run);
  await arrive(object_path);
  const forged = { ...run.lease, token: randomUUID() };
  const send = (lease: ClaimedRun["lease"], key: { key_hash: string }) =>
    outcomeOf(room.call("artifacts.commit", key, { lease, object_path }));
  expect(await send(forged, side.key)).toBe("lease_lost");
  expect(await send(run.lease, side.otherKey)).toBe("lease_lost");
  await expireLease(room, run.lease.run_id);
  expect(await send(run.lease, side.key)).toBe("lease_lost");
  expect([...(await artifactsOf(run))]).toEqual([]);
});

describe("Storage", () => {
  test("takes in what a living attempt has announced, once, and nothing else", async () => {
    const run = await side.started();
    const { object_path } = await upload(run);
    await anonInsert(object_path);
    const denied = { code: "42501" };
    await expect(anonInsert(`${object_path}x`)).rejects.toMatchObject(denied);
    const member = await makeUser(room, "admin");
    const byMember = as(
      "authenticated",
      member.user_id,
      (sql) => sql`insert into storage.objects (bucket_id, name) values ('artifacts', ${object_path})`,
    );
    await expect(byMember).rejects.toMatchObject(denied);
    await arrive(object_path);
    await expect(anonInsert(object_path)).rejects.toMatchObject({ code: "23505" });
    await commit(run, object_path);
    await expect(anonInsert(object_path)).rejects.toMatchObject(denied);
    const late = await upload(run, { name: "late" });
    await expireLease(room, run.lease.run_id);
    await room.call("maintenance.tick", side.key, {});
    await expect(anonInsert(late.object_path)).rejects.toMatchObject(denied);
  });

  test("shows an object to those who read its session, from its commit on; nobody changes it", async () => {
    const run = await side.started();
    const { object_path } = await upload(run);
    await arrive(object_path);
    const find = (sql: typeof room.sql) => sql`select name from storage.objects where name = ${object_path}`;
    const seen = async (role: "anon" | "authenticated", sub: string) => (await as(role, sub, find))?.length;
    const reader = side.operator.user_id;
    expect(await seen("authenticated", reader)).toBe(0);
    await commit(run, object_path);
    expect(await seen("authenticated", reader)).toBe(1);
    expect(await seen("authenticated", (await makeUser(room)).user_id)).toBe(0);
    expect(await seen("anon", "")).toBe(0);
    const change = await as(
      "authenticated",
      reader,
      (sql) => sql`update storage.objects set name = 'mine' where name = ${object_path}`,
    );
    expect(change?.count).toBe(0);
    const [bucket] = await room.sql`
      select public, file_size_limit::int as bytes from storage.buckets where id = 'artifacts'`;
    expect(bucket).toEqual({ public: false, bytes: limits.fileArtifactBytes });
  });
});

describe("objects that nobody needs", () => {
  const removals = async (path: string) =>
    (await room.sql`select kind from private.outbox where payload = ${room.sql.json({ bucket: "artifacts", path })}`)
      .length;
  const tick = (hours: number) =>
    room.call("maintenance.tick", side.key, {}, { now: new Date(Date.now() + hours * 3_600_000) });

  test("an upload that is never committed is forgotten and removed when neither attempt nor address lives", async () => {
    const run = await side.started();
    const { object_path } = await upload(run, { name: randomUUID() });
    await room.sql`update private.leases set expires_at = now() + interval '5 hours' where run_id = ${run.lease.run_id}`;
    await tick(4);
    expect(await removals(object_path)).toBe(0);
    await expireLease(room, run.lease.run_id);
    await tick(0);
    expect(await removals(object_path)).toBe(0);
    await tick(4);
    expect(await removals(object_path)).toBe(1);
    await tick(5);
    expect(await removals(object_path)).toBe(1);
  });

  test("a purged artifact's object is removed", async () => {
    const run = await side.started();
    const { object_path } = await upload(run);
    await arrive(object_path);
    await commit(run, object_path);
    await room.sql`select private.discard_artifacts(${run.lease.run_id}, now())`;
    expect([...(await artifactsOf(run))]).toEqual([]);
    expect(await removals(object_path)).toBe(1);
  });
});
