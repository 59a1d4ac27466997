import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom, sha256Hex } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, unique } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";

let room: ControlRoom;
let admin: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom();
  admin = await makeUser(room, "admin");
});
afterAll(() => room.close());

type NewKey = CommandInput<"api_keys.create">;
const newKey = (overrides: Partial<NewKey> = {}): NewKey => ({
  name: unique("deploy"),
  scopes: ["runs.read"],
  key_sha256: sha256Hex(randomBytes(32).toString("hex")),
  hint: "ocr_abcd",
  ...overrides,
});

describe("api_keys.create", () => {
  test("makes a key that works at once, of which only the hash is stored", async () => {
    const input = newKey();
    const requestId = crypto.randomUUID();
    const { api_key_id } = await room.call("api_keys.create", admin, input, { requestId });
    expect(await outcomeOf(room.call("runs.list", { key_hash: input.key_sha256 }, {}))).toBe("ok");
    expect(await auditOf(room, requestId)).toEqual([expect.objectContaining({ outcome: "ok" })]);
    const [row] = await room.sql`
      select k.hint, k.created_by, s.wake_topic
      from public.api_keys k join private.api_key_secrets s on s.api_key_id = k.id where k.id = ${api_key_id}`;
    expect(row).toEqual({
      hint: "ocr_abcd",
      created_by: `operator:${admin.user_id}`,
      wake_topic: expect.stringMatching(/^wake:[0-9a-f]{32}$/),
    });
  });

  test("refuses a name that a live key has; a revoked key's name is free", async () => {
    const input = newKey();
    const { api_key_id } = await room.call("api_keys.create", admin, input);
    await expectRefused(room, "api_keys.create", admin, newKey({ name: input.name }), "name_taken");
    await room.call("api_keys.revoke", admin, { api_key_id });
    await room.call("api_keys.create", admin, newKey({ name: input.name }));
  });

  test("refuses a key that exists already, live or revoked", async () => {
    const input = newKey();
    await room.call("api_keys.create", admin, input);
    await expectRefused(room, "api_keys.create", admin, newKey({ key_sha256: input.key_sha256 }), "invalid_input");
  });

  test("makes a key that ends by itself when its time is over; one that would have ended already is refused", async () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
    const input = newKey({ expires_at: at(12).toISOString() });
    await room.call("api_keys.create", admin, input, { now: at(10) });
    const use = (hour: number) =>
      outcomeOf(room.call("runs.list", { key_hash: input.key_sha256 }, {}, { now: at(hour) }));
    expect([await use(11), await use(12)]).toEqual(["ok", "unauthenticated"]);
    await expectRefused(room, "api_keys.create", admin, newKey({ expires_at: at(1).toISOString() }), "invalid_input");
  });

  test("lets a key that ends create none that outlives it", async () => {
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const parent = newKey({ scopes: ["keys.write"], expires_at: inHours(2) });
    await room.call("api_keys.create", admin, parent);
    const as = { key_hash: parent.key_sha256 };
    for (const expires_at of [null, inHours(3)]) {
      await expectRefused(room, "api_keys.create", as, newKey({ scopes: ["keys.write"], expires_at }), "forbidden");
    }
    await room.call("api_keys.create", as, newKey({ scopes: ["keys.write"], expires_at: inHours(1) }));
  });

  test("refuses limits to sessions and lanes that do not exist", async () => {
    await expectRefused(room, "api_keys.create", admin, newKey({ session_ids: [999_999] }), "not_found");
    await expectRefused(room, "api_keys.create", admin, newKey({ lane_ids: [999_999] }), "not_found");
  });

  test("lets a key hand out only what it has", async () => {
    const one = await makeSession(room, admin);
    const two = await makeSession(room, admin);
    const lanes = one.lanes.map((lane) => lane.id);
    const bySession = await makeLimitedKey(room, ["keys.write", "runs.read"], { session_ids: [one.id] });
    const byLane = await makeLimitedKey(room, ["keys.write", "runs.read"], { lane_ids: lanes.slice(0, 2) });
    const refused: [{ key_hash: string }, Partial<NewKey>][] = [
      [bySession, { session_ids: [one.id], scopes: ["runs.read", "runs.write"] }],
      [bySession, {}],
      [bySession, { session_ids: [one.id, two.id] }],
      [byLane, {}],
      [byLane, { lane_ids: lanes.slice(1, 3) }],
    ];
    for (const [as, input] of refused) await expectRefused(room, "api_keys.create", as, newKey(input), "forbidden");
    await room.call("api_keys.create", bySession, newKey({ session_ids: [one.id] }));
    await room.call("api_keys.create", byLane, newKey({ lane_ids: lanes.slice(0, 1) }));
  });
});

describe("api_keys.revoke", () => {
  test("ends a key at once; again it changes nothing", async () => {
    const input = newKey();
    const { api_key_id } = await room.call("api_keys.create", admin, input);
    const requestId = crypto.randomUUID();
    await room.call("api_keys.revoke", admin, { api_key_id }, { requestId });
    expect(await auditOf(room, requestId)).toEqual([expect.objectContaining({ outcome: "ok" })]);
    expect(await outcomeOf(room.call("runs.list", { key_hash: input.key_sha256 }, {}))).toBe("unauthenticated");
    const revokedAt = () => room.sql`select revoked_at from public.api_keys where id = ${api_key_id}`;
    const before = await revokedAt();
    await room.call("api_keys.revoke", admin, { api_key_id });
    expect(await revokedAt()).toEqual(before);
  });

  test("refuses a key that does not exist", async () => {
    await expectRefused(room, "api_keys.revoke", admin, { api_key_id: 999_999 }, "not_found");
  });

  test("lets a key revoke only what it could have handed out, itself included", async () => {
    const session = await makeSession(room, admin);
    const limited = await makeLimitedKey(room, ["keys.write"], { session_ids: [session.id] });
    const wide = await room.call("api_keys.create", admin, newKey());
    await expectRefused(room, "api_keys.revoke", limited, { api_key_id: wide.api_key_id }, "forbidden");
    const [own] =
      await room.sql`select api_key_id::int as id from private.api_key_secrets where key_sha256 = ${limited.key_hash}`;
    await room.call("api_keys.revoke", limited, { api_key_id: own?.id });
    expect(await outcomeOf(room.call("api_keys.revoke", limited, { api_key_id: own?.id }))).toBe("unauthenticated");
  });
});

describe("provision_api_key", () => {
  const provision = async (name: string, scopes: string[], hash: string): Promise<string> => {
    const [row] = await room.sql`select private.provision_api_key(${name}, 'ocr_abcd', ${scopes}, ${hash}) as id`;
    return row?.id;
  };
  const liveNamed = (name: string) =>
    room.sql`select id, scopes from public.api_keys where name = ${name} and revoked_at is null`;

  test("keeps a key that is as wanted, and replaces one whose hash or scopes differ", async () => {
    const name = unique("worker");
    const [one, two] = [sha256Hex(name), sha256Hex(`${name} again`)];
    const first = await provision(name, ["runs.work"], one);
    expect(await provision(name, ["runs.work"], one)).toBe(first);
    const widened = await provision(name, ["runs.work", "runs.read"], one);
    expect(widened).not.toBe(first);
    expect(await outcomeOf(room.call("runs.list", { key_hash: one }, {}))).toBe("ok");
    const rotated = await provision(name, ["runs.work", "runs.read"], two);
    expect([...(await liveNamed(name))]).toEqual([{ id: rotated, scopes: ["runs.work", "runs.read"] }]);
    expect(await outcomeOf(room.call("runs.list", { key_hash: one }, {}))).toBe("unauthenticated");
    expect(await outcomeOf(room.call("runs.list", { key_hash: two }, {}))).toBe("ok");
  });

  test("is out of ops-executor's reach", async () => {
    const call = room.executor`select private.provision_api_key('x', 'ocr_abcd', array['keys.write'], ${"a".repeat(64)})`;
    await expect(call).rejects.toMatchObject({ code: "42501" });
    expect(await outcomeOf(room.call("runs.list", await makeKey(room, ["runs.read"]), {}))).toBe("ok");
  });
});
