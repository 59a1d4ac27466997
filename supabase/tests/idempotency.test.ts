import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, sha256Hex } from "../../e2e/harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, makeWorker, oneStep, unique } from "../../e2e/harness/factories.ts";
import { rowCounts } from "../../e2e/harness/snapshot.ts";
import { type CommandInput, type CommandName, commands } from "../functions/_shared/contracts/commands.ts";
import { Stage, step } from "./support/stage.ts";

let stage: Stage;
let room: ControlRoom;
let admin: { user_id: string };

beforeAll(async () => {
  stage = await Stage.open();
  room = stage.room;
  admin = await makeUser(room, "admin");
});
afterAll(() => stage.close());

type OperatorCommand = {
  [Name in CommandName]: (typeof commands)[Name]["roles"] extends readonly [] ? never : Name;
}[CommandName];
interface Sample {
  input: unknown;
  /** The same command asking for something else. */
  other: unknown;
  /** Who may send it; the admin when absent. */
  as?: { user_id: string };
}

const aRun = async () => makeRun(room, admin, { session_id: (await makeSession(room, admin)).id });
const aFinalRun = async () => {
  const run = await aRun();
  await room.call("runs.cancel", admin, { run_id: run.id });
  return run;
};
const aLaneId = async () => (await makeSession(room, admin)).lanes[0]?.id ?? 0;
const aKey = () => {
  const key_sha256 = sha256Hex(randomUUID());
  return { name: unique("new key"), scopes: ["runs.work"], hint: "ocr_abcd", key_sha256 };
};
const aWorker = async () => {
  const worker = makeWorker();
  await room.call("runs.heartbeat", await makeKey(room, ["runs.work"]), { worker, leases: [] });
  return worker.id;
};
const aSlug = async () => (await room.call("templates.publish", admin, aTemplate())).slug;
const aSchedule = async () => {
  const template = aTemplate();
  await room.call("templates.publish", admin, template);
  const session_id = (await makeSession(room, admin)).id;
  return { session_id, name: unique("schedule"), template: template.slug, cron: "@daily" };
};
const aScheduleId = async () => (await room.call("schedules.create", admin, await aSchedule())).schedule.id;
const aBulkOperation = async () => {
  const filter = { run_ids: [(await aRun()).id] };
  return (await room.call("bulk_operations.create", admin, { action: "cancel", filter })).bulk_operation.id;
};
const aView = () => ({ name: unique("view"), query: "?status=failed", shared: false });
const aViewId = async () => (await room.call("run_views.create", admin, aView())).view.id;
const anInvitation = () => {
  const token_sha256 = sha256Hex(randomUUID());
  return { role: "operator" as const, expires_in_hours: 24, hint: "inv_abcd", token_sha256 };
};
const anInvitationId = async () => (await room.call("invitations.create", admin, anInvitation())).invitation_id;
const aTemplate = () => ({ slug: unique("template"), name: "Sample", steps: oneStep });

/** A first call of every operator command (a sample for each, hence the length of this file), on things of its own. A command without one fails the test below. */
const samples: Record<string, () => Promise<Sample>> = {
  "runs.create": async () => {
    const input = { session_id: (await makeSession(room, admin)).id, steps: oneStep };
    return { input, other: { ...input, title: "Other" } };
  },
  "runs.create_many": async () => {
    const input = { session_id: (await makeSession(room, admin)).id, steps: oneStep, runs: [{}, {}] };
    return { input, other: { ...input, runs: [{}] } };
  },
  "runs.cancel": async () => {
    const input = { run_id: (await aRun()).id };
    return { input, other: { ...input, reason: "other" } };
  },
  "runs.retry": async () => {
    const input = { run_id: (await aFinalRun()).id };
    return { input, other: { ...input, from: "failed_step" } };
  },
  "runs.move": async () => {
    const session = await makeSession(room, admin);
    const { id: run_id } = await makeRun(room, admin, { session_id: session.id });
    const [, b, c] = session.lanes.map((lane) => lane.id);
    return { input: { run_id, lane_id: b }, other: { run_id, lane_id: c } };
  },
  "runs.set_priority": async () => {
    const input = { run_id: (await aRun()).id, priority: 5 };
    return { input, other: { ...input, priority: 6 } };
  },
  "bulk_operations.create": async () => {
    const input = { action: "cancel", filter: { run_ids: [(await aRun()).id] } };
    return { input, other: { ...input, reason: "other" } };
  },
  "bulk_operations.step": async () => {
    const input = { bulk_operation_id: await aBulkOperation() };
    return { input, other: { ...input, limit: 1 } };
  },
  "bulk_operations.stop": async () => ({
    input: { bulk_operation_id: await aBulkOperation() },
    other: { bulk_operation_id: await aBulkOperation() },
  }),
  "run_views.create": async () => ({ input: aView(), other: aView() }),
  "run_views.update": async () => {
    const view_id = await aViewId();
    return { input: { view_id, name: unique("one") }, other: { view_id, name: unique("two") } };
  },
  "run_views.delete": async () => ({ input: { view_id: await aViewId() }, other: { view_id: await aViewId() } }),
  "run_views.set_default": async () => ({ input: { view_id: await aViewId() }, other: { view_id: null } }),
  "approvals.approve": async () => {
    const { id: approval_id, digest } = await stage.anApproval();
    return { input: { approval_id, digest }, other: { approval_id, digest, comment: "other" } };
  },
  "approvals.reject": async () => {
    const { id: approval_id, digest } = await stage.anApproval();
    return { input: { approval_id, digest, comment: "one" }, other: { approval_id, digest, comment: "two" } };
  },
  "chat.send": async () => {
    const session_id = (await makeSession(room, admin)).id;
    const command = { name: "runs.create", input: { session_id, steps: oneStep } };
    const input = { session_id, message_id: randomUUID(), body: "/run", command };
    return { input, other: { ...input, body: "other" } };
  },
  "lanes.create": async () => {
    const input = { session_id: (await makeSession(room, admin)).id, name: "E" };
    return { input, other: { ...input, name: "F" } };
  },
  "lanes.rename": async () => {
    const lane_id = await aLaneId();
    return { input: { lane_id, name: "one" }, other: { lane_id, name: "two" } };
  },
  "lanes.set_capacity": async () => {
    const lane_id = await aLaneId();
    return { input: { lane_id, capacity: 2 }, other: { lane_id, capacity: null } };
  },
  "lanes.move": async () => {
    const lane_id = await aLaneId();
    return { input: { lane_id, position: 3 }, other: { lane_id, position: 2 } };
  },
  "lanes.remove": async () => ({ input: { lane_id: await aLaneId() }, other: { lane_id: await aLaneId() } }),
  "lanes.pause": async () => {
    const input = { lane_id: await aLaneId(), note: "one" };
    return { input, other: { ...input, note: "two" } };
  },
  "lanes.resume": async () => {
    const lane_id = await aLaneId();
    await room.call("lanes.pause", admin, { lane_id, note: "for now" });
    return { input: { lane_id }, other: { lane_id: await aLaneId() } };
  },
  "sessions.create": async () => ({ input: { name: unique("sample") }, other: { name: unique("sample") } }),
  "sessions.archive": async () => ({
    input: { session_id: (await makeSession(room, admin)).id },
    other: { session_id: (await makeSession(room, admin)).id },
  }),
  "sessions.rename": async () => {
    const session_id = (await makeSession(room, admin)).id;
    return { input: { session_id, name: unique("renamed") }, other: { session_id, name: unique("renamed") } };
  },
  "sessions.reopen": async () => {
    const [session_id, other] = [(await makeSession(room, admin)).id, (await makeSession(room, admin)).id];
    await room.call("sessions.archive", admin, { session_id });
    return { input: { session_id }, other: { session_id: other } };
  },
  "sessions.set_visibility": async () => {
    const session_id = (await makeSession(room, admin)).id;
    return { input: { session_id, visibility: "members" }, other: { session_id, visibility: "team" } };
  },
  "session_members.add": async () => {
    const session_id = (await makeSession(room, admin)).id;
    const [one, two] = [await makeUser(room, "operator"), await makeUser(room, "operator")];
    return { input: { session_id, ...one }, other: { session_id, ...two } };
  },
  "session_members.remove": async () => {
    const session_id = (await makeSession(room, admin)).id;
    const one = await makeUser(room, "operator");
    await room.call("session_members.add", admin, { session_id, ...one });
    return { input: { session_id, ...one }, other: { session_id, ...admin } };
  },
  "operators.set_role": async () => {
    const one = await makeUser(room, "operator");
    return { input: { ...one, role: "auditor" }, other: { ...one, role: "admin" } };
  },
  "operators.deactivate": async () => ({
    input: await makeUser(room, "operator"),
    other: await makeUser(room, "operator"),
  }),
  "operators.reactivate": async () => {
    const one = await makeUser(room, "operator");
    await room.call("operators.deactivate", admin, one);
    return { input: one, other: await makeUser(room, "operator") };
  },
  "invitations.create": async () => ({ input: anInvitation(), other: anInvitation() }),
  "invitations.revoke": async () => ({
    input: { invitation_id: await anInvitationId() },
    other: { invitation_id: await anInvitationId() },
  }),
  "invitations.accept": async () => {
    const { token_sha256, ...invitation } = anInvitation();
    await room.call("invitations.create", admin, { token_sha256, ...invitation });
    const input = { token_sha256, display_name: "New" };
    return { input, other: { ...input, display_name: "Other" }, as: await makeUser(room) };
  },
  "templates.publish": async () => ({ input: aTemplate(), other: aTemplate() }),
  "templates.archive": async () => ({ input: { template: await aSlug() }, other: { template: await aSlug() } }),
  "templates.unarchive": async () => ({ input: { template: await aSlug() }, other: { template: await aSlug() } }),
  "templates.delete": async () => ({ input: { template: await aSlug() }, other: { template: await aSlug() } }),
  "api_keys.create": async () => ({ input: aKey(), other: aKey() }),
  "api_keys.revoke": async () => {
    const { api_key_id } = await room.call("api_keys.create", admin, aKey() as CommandInput<"api_keys.create">);
    return { input: { api_key_id }, other: { api_key_id: api_key_id + 1 } };
  },
  "workers.drain": async () => ({ input: { worker_id: await aWorker() }, other: { worker_id: await aWorker() } }),
  "workers.undrain": async () => {
    const worker_id = await aWorker();
    await room.call("workers.drain", admin, { worker_id });
    return { input: { worker_id }, other: { worker_id: await aWorker() } };
  },
  "workers.remove": async () => {
    const [worker_id, other] = [await aWorker(), await aWorker()];
    await room.sql`update public.workers set last_seen_at = now() - interval '1 day' where id in (${worker_id}, ${other})`;
    return { input: { worker_id }, other: { worker_id: other } };
  },
  "schedules.create": async () => {
    const input = await aSchedule();
    return { input, other: { ...input, name: unique("other") } };
  },
  "schedules.update": async () => {
    const { session_id, ...definition } = await aSchedule();
    const { schedule } = await room.call("schedules.create", admin, { session_id, ...definition });
    const input = { schedule_id: schedule.id, ...definition, cron: "@weekly" };
    return { input, other: { ...input, cron: "@monthly" } };
  },
  "schedules.pause": async () => {
    const input = { schedule_id: await aScheduleId(), note: "one" };
    return { input, other: { ...input, note: "two" } };
  },
  "schedules.resume": async () => {
    const schedule_id = await aScheduleId();
    await room.call("schedules.pause", admin, { schedule_id, note: "for now" });
    return { input: { schedule_id }, other: { schedule_id: await aScheduleId() } };
  },
  "schedules.delete": async () => ({
    input: { schedule_id: await aScheduleId() },
    other: { schedule_id: await aScheduleId() },
  }),
  "schedules.run_now": async () => ({
    input: { schedule_id: await aScheduleId() },
    other: { schedule_id: await aScheduleId() },
  }),
  "retention.change": async () => ({ input: { keep_failed_days: 100 }, other: { keep_failed_days: null } }),
  "audit.export": async () => ({ input: { filter: {} }, other: { filter: { command: "runs.create" } } }),
  "setup.complete": async () => {
    const code_sha256 = sha256Hex(randomUUID());
    await room.sql`insert into private.setup_codes (code_sha256, expires_at) values (${code_sha256}, now() + interval '1 hour')`;
    const input = { code_sha256, display_name: "First" };
    return { input, other: { ...input, display_name: "Other" }, as: await makeUser(room) };
  },
};

const operatorCommands = (Object.keys(commands) as CommandName[]).filter((name) => commands[name].kind === "operator");
/** The registry is the list of names, so a sample's shape is only checked when the command parses it. */
const send = (name: CommandName, input: unknown, requestId: string, as = admin) =>
  room.call(name as OperatorCommand, as, input as CommandInput<OperatorCommand>, { requestId });
const counts = () => rowCounts(room.sql);

test("every operator command of the registry has a sample, and no sample is of another", () => {
  expect(Object.keys(samples).sort()).toEqual(operatorCommands.toSorted());
});

describe.each(operatorCommands)("%s", (name) => {
  const sample = () => samples[name]?.() ?? expect.fail(`${name} needs a sample input`);

  test("sent twice with one request id answers the same and changes nothing more", async () => {
    const { input, as } = await sample();
    const requestId = randomUUID();
    const first = await send(name, input, requestId, as);
    const before = await counts();
    expect(await send(name, input, requestId, as)).toEqual(first);
    expect(await counts()).toEqual(before);
  });

  test("sent four times at once with one request id is done once", async () => {
    const before = await counts();
    const alone = await sample();
    await send(name, alone.input, randomUUID(), alone.as);
    const once = difference(before, await counts());

    const again = await counts();
    const { input, as } = await sample();
    const requestId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(name, input, requestId, as)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(difference(again, await counts())).toEqual(once);
  });

  test("with the request id of another body is a conflict, on record, and changes nothing", async () => {
    const { input, other, as } = await sample();
    const requestId = randomUUID();
    await send(name, input, requestId, as);
    const before = await counts();
    await expect(send(name, other, requestId, as)).rejects.toMatchObject({ code: "idempotency_conflict" });
    expect(difference(before, await counts())).toEqual({ "public.audit_log": 1 });
  });
});

test("a refusal, too, is answered again under its request id, though the reason has gone", async () => {
  const run = await aRun();
  const requestId = randomUUID();
  await expect(send("runs.retry", { run_id: run.id }, requestId)).rejects.toMatchObject({ code: "run_not_final" });
  await room.call("runs.cancel", admin, { run_id: run.id });
  await expect(send("runs.retry", { run_id: run.id }, requestId)).rejects.toMatchObject({ code: "run_not_final" });
  expect(await stage.get(run.id)).toMatchObject({ status: "cancelled" });
});

test("one request id of two people is two requests", async () => {
  const requestId = randomUUID();
  const [one, two] = [unique("mine"), unique("yours")];
  const other = await makeUser(room, "admin");
  await room.call("sessions.create", admin, { name: one }, { requestId });
  expect(await room.call("sessions.create", other, { name: two }, { requestId })).toMatchObject({ name: two });
});

describe("runs.create with an idempotency key", () => {
  const body = async () => ({
    session_id: (await makeSession(room, admin)).id,
    ...{ steps: oneStep, idempotency_key: "deploy-7", parameters: { b: 1, a: "ü" } },
  });

  test("and the same body is the same run, under any request id, also at once", async () => {
    const input = await body();
    const answers = await Promise.all(Array.from({ length: 4 }, () => room.call("runs.create", admin, input)));
    const later = await room.call("runs.create", admin, { ...input, parameters: { a: "ü", b: 1 } });
    expect(new Set([...answers, later].map(({ run }) => run.id)).size).toBe(1);
    const [row] = await room.sql`select count(*)::int as runs from public.runs where session_id = ${input.session_id}`;
    expect(row).toEqual({ runs: 1 });
  });

  test("and another body is a conflict, also at once", async () => {
    const input = await body();
    const titles = ["One", "Two", "Three", "Four"];
    const answers = await Promise.allSettled(
      titles.map((title) => room.call("runs.create", admin, { ...input, title })),
    );
    const refused = answers.filter((answer) => answer.status === "rejected");
    expect(refused.map((answer) => answer.reason.code)).toEqual(Array(3).fill("idempotency_conflict"));
  });

  test("and a key of another session is another run", async () => {
    const [one, two] = [
      await room.call("runs.create", admin, await body()),
      await room.call("runs.create", admin, await body()),
    ];
    expect(one.run.id).not.toBe(two.run.id);
  });
});

describe("a worker's call repeated after a lost response", () => {
  /** Sends a call, then again, then twice at once: each time the same answer, and the rows of the first time. */
  async function repeated<T>(call: () => Promise<T>): Promise<T> {
    const first = await call();
    const before = await counts();
    expect(await call()).toEqual(first);
    for (const answer of await Promise.all([call(), call()])) expect(answer).toEqual(first);
    expect(await counts()).toEqual(before);
    return first;
  }

  async function claimable(runs: number) {
    const { session, key } = await stage.aSession(null);
    for (let index = 0; index < runs; index += 1) await stage.create(session);
    const claim = (limit: number) => ({ claim_id: randomUUID(), worker: makeWorker(), limit });
    return { session, key, claim };
  }
  const line = (body: string) =>
    ({ kind: "line", step: 0, stream: "stdout", body, emitted_at: "2026-11-20T20:00:00Z" }) as const;

  test("runs.claim returns the same leases and takes nothing new", async () => {
    const { key, claim } = await claimable(5);
    const input = claim(2);
    const { runs } = await repeated(() => room.call("runs.claim", key, input));
    expect(runs).toHaveLength(2);
  });

  test("runs.claim of a new worker four times at once takes one claim's worth", async () => {
    const { session, key, claim } = await claimable(5);
    const input = claim(2);
    const answers = await Promise.all(Array.from({ length: 4 }, () => room.call("runs.claim", key, input)));
    const tokens = answers.map(({ runs }) => runs.map((run) => run.lease.token).sort());
    for (const some of tokens) expect(some).toEqual(tokens[0]);
    const [row] = await room.sql`select count(*)::int as n from private.leases where session_id = ${session.id}`;
    expect(row).toEqual({ n: 2 });
  });

  test("runs.start, events.append, artifacts.put and runs.finish double nothing", async () => {
    const { key, claim } = await claimable(1);
    const { runs } = await room.call("runs.claim", key, claim(1));
    const lease = runs[0]?.lease ?? expect.fail("there was nothing to claim");
    await repeated(() => room.call("runs.start", key, { lease }));
    await repeated(() => room.call("events.append", key, { lease, batch_no: 1, entries: [step(0), line("one")] }));
    await repeated(() => room.call("events.append", key, { lease, batch_no: 2, entries: [step(0, "succeeded")] }));
    // A batch that was overtaken by its successor is old news as well.
    await repeated(() => room.call("events.append", key, { lease, batch_no: 1, entries: [step(0), line("one")] }));
    const body = "content";
    const artifact = { step: 0, name: "note", kind: "text", media_type: "text/plain", encoding: "utf8", body } as const;
    const put = { lease, ...artifact, size: body.length, sha256: sha256Hex(body) };
    await repeated(() => room.call("artifacts.put", key, put));
    const finish = { lease, last_batch_no: 2, outcome: "succeeded" } as const;
    expect(await repeated(() => room.call("runs.finish", key, finish))).toMatchObject({ status: "succeeded" });
    const [log] = await room.sql<{ kinds: string[] }[]>`
      select array_agg(kind order by seq) as kinds from public.run_events where run_id = ${lease.run_id}`;
    expect(log?.kinds.slice(2)).toEqual([
      "run_started",
      "step_started",
      "line",
      "step_finished",
      "artifact_attached",
      "run_succeeded",
    ]);
  });

  test("a first batch in flight four times at once is stored once", async () => {
    const { key, claim } = await claimable(1);
    const { runs } = await room.call("runs.claim", key, claim(1));
    const lease = runs[0]?.lease ?? expect.fail("there was nothing to claim");
    await room.call("runs.start", key, { lease });
    const entries = [step(0), ...Array.from({ length: 50 }, (_, index) => line(`line ${index}`))];
    await Promise.all(
      Array.from({ length: 4 }, () => room.call("events.append", key, { lease, batch_no: 1, entries })),
    );
    const [row] = await room.sql`
      select count(*)::int as n from public.run_events where run_id = ${lease.run_id} and kind in ('line', 'step_started')`;
    expect(row).toEqual({ n: 51 });
  });

  test("runs.finish that takes the next work gives the same work again, also at once", async () => {
    const { key, claim } = await claimable(4);
    const { runs } = await room.call("runs.claim", key, claim(1));
    const lease = runs[0]?.lease ?? expect.fail("there was nothing to claim");
    const end = { lease, last_batch_no: 0, outcome: "released", claim: claim(2) } as const;
    const before = await counts();
    const answers = await Promise.all([1, 2, 3].map(() => room.call("runs.finish", key, end)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(difference(before, await counts())).toMatchObject({ "private.leases": 1, "private.lease_receipts": 1 });
    expect((await repeated(() => room.call("runs.finish", key, end))).claimed?.runs).toHaveLength(2);
  });

  test("maintenance.tick and runs.heartbeat find nothing to do the second time", async () => {
    const { key, claim } = await claimable(1);
    const input = claim(1);
    const { runs } = await room.call("runs.claim", key, input);
    const leases = runs.map((run) => run.lease);
    await repeated(() => room.call("runs.heartbeat", key, { worker: input.worker, leases }));
    await room.call("maintenance.tick", key, {});
    await repeated(() => room.call("maintenance.tick", key, {}));
  });
});

function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const changed = Object.entries(after).map(([table, rows]) => [table, rows - (before[table] ?? 0)] as const);
  return Object.fromEntries(changed.filter(([, rows]) => rows !== 0));
}
