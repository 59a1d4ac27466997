import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, type Credential, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeUser, makeWorker, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { Role, Scope } from "../../functions/_shared/contracts/api-key.ts";
import {
  type CommandInput,
  type CommandName,
  commands,
  isCommandName,
} from "../../functions/_shared/contracts/commands.ts";
import { auditOf, outcomeOf } from "../support/audit.ts";
import { type Callers, makeCallers } from "../support/callers.ts";

/** Nothing has this id, so a caller who may use the command gets as far as not_found (or further). */
const NOWHERE = 999_999_999;
const lease = { run_id: NOWHERE, attempt: 1, token: randomUUID() };

/** One well-formed input for every command; a new command without one does not compile. */
const inputs: { [Name in CommandName]: () => CommandInput<Name> } = {
  "runs.create": () => ({ session_id: NOWHERE, steps: oneStep }),
  "runs.create_many": () => ({ session_id: NOWHERE, steps: oneStep, runs: [{}] }),
  "runs.cancel": () => ({ run_id: NOWHERE }),
  "runs.retry": () => ({ run_id: NOWHERE }),
  "runs.move": () => ({ run_id: NOWHERE, lane_id: NOWHERE }),
  "runs.set_priority": () => ({ run_id: NOWHERE, priority: 1 }),
  "bulk_operations.create": () => ({ action: "cancel", filter: { session_id: NOWHERE } }),
  "bulk_operations.step": () => ({ bulk_operation_id: NOWHERE }),
  "bulk_operations.stop": () => ({ bulk_operation_id: NOWHERE }),
  "run_views.create": () => ({ name: unique("permission"), query: "?status=failed", shared: false }),
  "run_views.update": () => ({ view_id: NOWHERE, name: "A" }),
  "run_views.delete": () => ({ view_id: NOWHERE }),
  "run_views.set_default": () => ({ view_id: NOWHERE }),
  "approvals.approve": () => ({ approval_id: NOWHERE, digest: "0".repeat(64) }),
  "approvals.reject": () => ({ approval_id: NOWHERE, digest: "0".repeat(64), comment: "no" }),
  "approvals.list": () => ({}),
  "chat.send": () => ({ session_id: NOWHERE, message_id: randomUUID(), body: "hello" }),
  "lanes.create": () => ({ session_id: NOWHERE, name: "A" }),
  "lanes.rename": () => ({ lane_id: NOWHERE, name: "A" }),
  "lanes.set_capacity": () => ({ lane_id: NOWHERE, capacity: 1 }),
  "lanes.move": () => ({ lane_id: NOWHERE, position: 1 }),
  "lanes.remove": () => ({ lane_id: NOWHERE }),
  "lanes.pause": () => ({ lane_id: NOWHERE, note: "stop" }),
  "lanes.resume": () => ({ lane_id: NOWHERE }),
  "sessions.create": () => ({ name: unique("permission") }),
  "sessions.archive": () => ({ session_id: NOWHERE }),
  "sessions.rename": () => ({ session_id: NOWHERE, name: "A" }),
  "sessions.reopen": () => ({ session_id: NOWHERE }),
  "sessions.set_visibility": () => ({ session_id: NOWHERE, visibility: "team" }),
  "session_members.add": () => ({ session_id: NOWHERE, user_id: randomUUID() }),
  "session_members.remove": () => ({ session_id: NOWHERE, user_id: randomUUID() }),
  "templates.publish": () => ({ slug: "permission", name: "Permission", steps: oneStep }),
  "templates.archive": () => ({ template: "permission-nowhere" }),
  "templates.unarchive": () => ({ template: "permission-nowhere" }),
  "templates.delete": () => ({ template: "permission-nowhere" }),
  "api_keys.create": () => ({
    name: unique("permission"),
    scopes: ["keys.write"],
    key_sha256: randomUUID().replaceAll("-", "").repeat(2),
    hint: "ocr_abcd",
  }),
  "api_keys.revoke": () => ({ api_key_id: NOWHERE }),
  "workers.drain": () => ({ worker_id: randomUUID() }),
  "workers.undrain": () => ({ worker_id: randomUUID() }),
  "workers.remove": () => ({ worker_id: randomUUID() }),
  "workers.list": () => ({}),
  "schedules.create": () => ({ session_id: NOWHERE, name: "Nightly", template: "nothing", cron: "@daily" }),
  "schedules.update": () => ({ schedule_id: NOWHERE, name: "Nightly", template: "nothing", cron: "@daily" }),
  "schedules.pause": () => ({ schedule_id: NOWHERE, note: "stop" }),
  "schedules.resume": () => ({ schedule_id: NOWHERE }),
  "schedules.delete": () => ({ schedule_id: NOWHERE }),
  "schedules.run_now": () => ({ schedule_id: NOWHERE }),
  "schedules.list": () => ({}),
  "schedules.preview": () => ({ cron: "@daily" }),
  "schedules.fire_due": () => ({}),
  "retention.change": () => ({ keep_failed_days: 90 }),
  "retention.get": () => ({}),
  "audit.export": () => ({ filter: {} }),
  "retention.preview": () => ({ keep_succeeded_days: 30, keep_failed_days: null }),
  "operators.set_role": () => ({ user_id: randomUUID(), role: "auditor" }),
  "operators.deactivate": () => ({ user_id: randomUUID() }),
  "operators.reactivate": () => ({ user_id: randomUUID() }),
  "invitations.create": () => ({
    ...{ role: "auditor", expires_in_hours: 1, hint: "inv_abcd" },
    token_sha256: randomUUID().replaceAll("-", "").repeat(2),
  }),
  "invitations.revoke": () => ({ invitation_id: NOWHERE }),
  "invitations.accept": () => ({ token_sha256: "0".repeat(64), display_name: "Permission" }),
  "invitations.check": () => ({ token_sha256: "0".repeat(64) }),
  "setup.complete": () => ({ code_sha256: "0".repeat(64), display_name: "Permission" }),
  "runs.get": () => ({ run_id: NOWHERE }),
  "runs.explain": () => ({ run_id: NOWHERE }),
  "runs.list": () => ({}),
  "artifacts.list": () => ({ run_id: NOWHERE }),
  "artifacts.read": () => ({ artifact_id: NOWHERE }),
  "events.list": () => ({ run_id: NOWHERE }),
  "sessions.list": () => ({}),
  "templates.get": () => ({ template: "permission-nowhere" }),
  "templates.list": () => ({}),
  "runs.claim": () => ({ claim_id: randomUUID(), worker: makeWorker(), limit: 1 }),
  "runs.start": () => ({ lease }),
  "runs.start_many": () => ({ leases: [lease] }),
  "runs.heartbeat": () => ({ worker: makeWorker(), leases: [lease] }),
  "runs.finish": () => ({ lease, last_batch_no: 0, outcome: "released" }),
  "runs.finish_many": () => ({ ends: [{ lease, last_batch_no: 0, outcome: "released" }] }),
  "events.append": () => ({
    lease,
    batch_no: 1,
    entries: [{ kind: "step_started", step: 0, emitted_at: "2026-11-20T00:00:00Z" }],
  }),
  "artifacts.put": () => ({
    ...{ lease, step: 0, name: "a", kind: "text", media_type: "text/plain", encoding: "utf8", body: "", size: 0 },
    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  }),
  "artifacts.upload": () => ({
    ...{ lease, step: 0, name: "a", kind: "file", media_type: "application/octet-stream", size: 1_000_000 },
    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  }),
  "artifacts.commit": () => ({ lease, object_path: "1/1/1/x" }),
  "maintenance.tick": () => ({}),
};
const names = Object.keys(commands).filter(isCommandName);
const throughExecute = names.filter((name) => commands[name].kind !== "worker");
const ofWorkers = names.filter((name) => commands[name].kind === "worker");

let room: ControlRoom;
let callers: Callers;
beforeAll(async () => {
  room = await openControlRoom();
  callers = await makeCallers(room);
});
afterAll(() => room.close());

/** `allowed`, or the code with which permission was denied; checks that the audit log agrees. */
async function permission<Name extends CommandName>(name: Name, as: Credential): Promise<string> {
  const requestId = randomUUID();
  const outcome = await outcomeOf(room.call(name, as, inputs[name](), { requestId }));
  const audited = (await auditOf(room, requestId)).map((row) => row.outcome);
  expect(audited).toEqual(commands[name].kind === "operator" && outcome !== "unauthenticated" ? [outcome] : []);
  return outcome === "forbidden" || outcome === "unauthenticated" ? outcome : "allowed";
}

describe.each(throughExecute)("%s", (name) => {
  const { scope, roles } = commands[name];
  /** Signed in is enough to reach it; what it refuses whom is in its own tests. */
  const isForAnyone = roles.some((role) => role === "anyone");

  test.each(Role.options)("is for people by role: %s", async (role) => {
    const given = await permission(name, callers[role]);
    if (isForAnyone) expect(given).not.toBe("unauthenticated");
    else expect(given).toBe(roles.some((r) => r === role) ? "allowed" : "forbidden");
  });

  test("is nothing for someone who only signed up, or whom an admin disabled", async () => {
    if (isForAnyone) return;
    expect(await permission(name, callers.signedUp)).toBe("forbidden");
    expect(await permission(name, callers.disabledAdmin)).toBe("forbidden");
  });

  test("is for live API keys that have its scope", async () => {
    for (const held of Scope.options) {
      expect(await permission(name, callers.keyWith[held])).toBe(held === scope ? "allowed" : "forbidden");
    }
    if (scope !== null) expect(await permission(name, callers.keyWithout[scope])).toBe("forbidden");
    expect(await permission(name, callers.revokedKey)).toBe("unauthenticated");
    expect(await permission(name, callers.unknownKey)).toBe("unauthenticated");
  });

  test("is refused without a credential", async () => {
    const nobody = {} as Credential; // what a caller past ops-executor could send
    expect(await permission(name, nobody)).toBe("unauthenticated");
  });
});

describe.each(ofWorkers)("%s", (name) => {
  const scope: Scope = "runs.work";

  test("is for live API keys with the scope runs.work", async () => {
    expect(await permission(name, callers.keyWith[scope])).toBe("allowed");
    expect(await permission(name, callers.keyWithout[scope])).toBe("forbidden");
    expect(await permission(name, callers.revokedKey)).toBe("unauthenticated");
    expect(await permission(name, callers.unknownKey)).toBe("unauthenticated");
  });
});

test("a worker's id stays with the API key that brought it", async () => {
  const worker = makeWorker();
  const [one, other] = [await makeKey(room, ["runs.work"]), await makeKey(room, ["runs.work"])];
  await room.call("runs.heartbeat", one, { worker, leases: [] });
  expect(await outcomeOf(room.call("runs.heartbeat", other, { worker, leases: [] }))).toBe("forbidden");
  const claim = room.call("runs.claim", other, { claim_id: randomUUID(), worker, limit: 1 });
  expect(await outcomeOf(claim)).toBe("forbidden");
});

test("a command of one kind cannot be reached as another", async () => {
  const admin = await makeUser(room, "admin");
  const credential = room.sql.json(admin);
  await expect(
    room.executor`select private.query('runs.cancel', ${credential}, '{"run_id": 1}')`,
  ).rejects.toMatchObject({ code: "OC004" });
  const [row] = await room.executor`
    select private.execute('runs.get', ${credential}, ${randomUUID()}, '{"run_id": 1}') as answer`;
  expect(row?.answer).toMatchObject({ ok: false, error: { code: "not_found" } });
});

test("an API key's last use is noted, once a minute at most", async () => {
  const { key_hash } = await makeKey(room, ["runs.read"]);
  const used = async () => {
    const [row] = await room.sql`
      select k.last_used_at from public.api_keys k join private.api_key_secrets s on s.api_key_id = k.id
      where s.key_sha256 = ${key_hash}`;
    return row?.last_used_at;
  };
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds));
  for (const [second, expected] of [
    [0, 0],
    [59, 0],
    [61, 61],
  ] as const) {
    await room.call("runs.list", { key_hash }, {}, { now: at(second) });
    expect(await used()).toEqual(at(expected));
  }
});
