import { createHash, randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { connect } from "../../../e2e/harness/control-room.ts";
import { claimOne, makeUser, startOne, unique } from "../../../e2e/harness/factories.ts";
import type { Scope } from "../../functions/_shared/contracts/api-key.ts";
import type { Approval } from "../../functions/_shared/contracts/approval.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { StepDefinition } from "../../functions/_shared/contracts/step.ts";
import { asRole } from "../support/as-role.ts";
import { expectRefused, outcomeOf } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";
import { inSeconds, Stage, step } from "../support/stage.ts";

let stage: Stage;
let root: postgres.Sql;
let ann: { user_id: string };
let bob: { user_id: string };
beforeAll(async () => {
  stage = await Stage.open();
  root = connect(stage.room.database.superUrl, 1);
  ann = await makeUser(stage.room, "operator");
  bob = await makeUser(stage.room, "admin");
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await stage.close();
});

const seen = ({ id, digest }: Approval) => ({ approval_id: id, digest });
const approve = (as: { user_id: string }, approval: Approval, more: object = {}, now?: Date) =>
  stage.room.call("approvals.approve", as, { ...seen(approval), ...more }, now ? { now } : {});
const reject = (as: { user_id: string }, approval: Approval) =>
  stage.room.call("approvals.reject", as, { ...seen(approval), comment: "not today" });
/** An API key that an admin has made for themselves. */
async function aKeyOf(admin: { user_id: string }) {
  const [name, key_sha256] = [unique("own"), createHash("sha256").update(randomUUID()).digest("hex")];
  const scopes: Scope[] = ["runs.read", "runs.write"];
  await stage.room.call("api_keys.create", admin, { name, hint: "ocr_ownk", scopes, key_sha256 });
  return { key_hash: key_sha256 };
}
/** A schedule of ann's. */
async function asksByClock(session: Session, template: CommandInput<"templates.publish">) {
  await stage.room.call("templates.publish", bob, template);
  const input = { session_id: session.id, name: "nightly", template: template.slug, cron: "*/10 * * * *" };
  return await stage.room.call("schedules.create", ann, input);
}
const versionSchema = {
  type: "object",
  properties: { version: { type: "string", default: "1.0" }, canary: { type: "boolean" } },
};
const kindsOf = async (run_id: number) => {
  const rows = await stage.room.sql`select kind from public.run_events where run_id = ${run_id} order by seq`;
  return rows.map(({ kind }) => kind);
};

describe("a run that asks", () => {
  test("waits without a worker, keeps its slot, and says what it waits for", async () => {
    const { session, key } = await stage.aSession();
    const approval = await stage.anApproval({ deadline_seconds: 600 }, { session, key });
    await stage.create(session);
    await stage.claimNothing(key);
    expect(approval).toMatchObject({ title: "Go?", body: "Version 7", status: "pending", input: null, decisions: [] });
    expect(await stage.get(approval.run_id)).toMatchObject({ status: "waiting", due_at: approval.deadline_at });
    const { causes } = await stage.room.call("runs.explain", stage.operator, { run_id: approval.run_id });
    expect(causes[0]).toMatchObject({
      code: "waiting_for_approval",
      title: "Go?",
      missing: 1,
      approval_id: approval.id,
      ...{ count: 1, roles: ["admin", "operator"], not_requester: false },
      ...{ until: approval.deadline_at, on_deadline: "fail" },
    });
  });

  test("goes on after the step once approved, with the input, who approved and the comment as outputs", async () => {
    const { session, key } = await stage.aSession();
    const approval = await stage.anApproval({ input_schema: versionSchema }, { session, key });
    const { run } = await approve(ann, approval, { input: { version: "2.1" }, comment: "fine" });
    expect(run.status).toBe("queued");
    const claimed = await claimOne(stage.room, key);
    expect(claimed).toMatchObject({ start_step: 1, lease: { run_id: approval.run_id } });
    expect(claimed.outputs).toEqual([
      { step: 0, outputs: { version: "2.1", decided_by: expect.stringContaining("operator"), comment: "fine" } },
    ]);
    expect((await kindsOf(approval.run_id)).slice(-5)).toEqual([
      ...["approval_requested", "approval_decided", "step_finished", "run_resumed", "run_claimed"],
    ]);
    const log = await stage.room.sql`
      select body::jsonb as body from public.run_events where run_id = ${run.id} and kind = 'approval_decided'`;
    expect(log[0]?.body).toMatchObject({ decision: "approve", digest: approval.digest, input: { version: "2.1" } });
  });

  test("fills defaults into the input, and refuses one that does not fit", async () => {
    const approval = await stage.anApproval({ input_schema: versionSchema });
    const wrong = { ...seen(approval), input: { version: 7 } };
    await expectRefused(stage.room, "approvals.approve", ann, wrong, "invalid_input");
    expect((await approve(ann, approval)).approval.input).toEqual({ version: "1.0" });
  });

  test("fails as rejected by one rejection, is not tried again by itself, and asks again when retried", async () => {
    const { session, key } = await stage.aSession();
    const approval = await stage.anApproval({ approvers: { count: 2 } }, { session, key });
    await approve(ann, approval);
    const { run } = await reject(bob, approval);
    expect(run).toMatchObject({
      status: "failed",
      failure_code: "rejected",
      error: expect.stringContaining("not today"),
    });
    await stage.room.call("runs.retry", ann, { run_id: run.id, from: "failed_step" });
    await stage.ask(key, await startOne(stage.room, key));
    const again = await stage.approvalOf(run.id);
    expect(again).toMatchObject({ attempt: 2, status: "pending", decisions: [] });
    expect(again.digest).not.toBe(approval.digest);
  });

  test("cancelled while it asks, has nothing left to decide", async () => {
    const approval = await stage.anApproval();
    expect((await stage.cancel(approval.run_id)).status).toBe("cancelled");
    expect((await stage.approvalOf(approval.run_id)).status).toBe("cancelled");
    await expectRefused(stage.room, "approvals.approve", ann, seen(approval), "approval_decided");
  });
});

describe("who may decide", () => {
  test("is said by roles: a person of another role and an API key are refused, unless it is named", async () => {
    const approval = await stage.anApproval({ approvers: { roles: ["admin"] } });
    const key = await makeLimitedKey(stage.room, ["runs.write"], {});
    await expectRefused(stage.room, "approvals.approve", ann, seen(approval), "forbidden");
    await expectRefused(stage.room, "approvals.approve", key, seen(approval), "forbidden");
    expect((await approve(bob, approval)).run.status).toBe("queued");
    const forKeys = await stage.anApproval({ approvers: { roles: ["api_key"] } });
    expect((await stage.room.call("approvals.approve", key, seen(forKeys))).run.status).toBe("queued");
  });

  test("is not the requester, where it says so", async () => {
    const approval = await stage.anApproval({ approvers: { not_requester: true } });
    await expectRefused(stage.room, "approvals.approve", stage.operator, seen(approval), "forbidden");
    await expectRefused(
      stage.room,
      "approvals.reject",
      stage.operator,
      { ...seen(approval), comment: "mine" },
      "forbidden",
    );
    expect((await approve(ann, approval)).run.status).toBe("queued");
  });

  test("is nobody who asked for it in another way: by their schedule, by its run now, by a retry, alone or in bulk", async () => {
    const { session, key } = await stage.aSession(null);
    const slug = unique("asks");
    const steps = [{ name: "sign off", kind: "approval", title: "Go?", approvers: { not_requester: true } }];
    const { schedule } = await asksByClock(session, { slug, name: slug, steps: z.array(StepDefinition).parse(steps) });
    const asked = async () => {
      const claimed = await startOne(stage.room, key);
      await stage.ask(key, claimed);
      return await stage.approvalOf(claimed.lease.run_id);
    };
    const barred = async (people: { user_id: string }[]) => {
      const approval = await asked();
      for (const person of people)
        await expectRefused(stage.room, "approvals.approve", person, seen(approval), "forbidden");
      return approval;
    };

    const due = new Date(schedule.next_at ?? "");
    while ((await stage.room.call("schedules.fire_due", key, {}, { now: due })).more);
    const fired = await barred([ann]);
    await reject(bob, fired);
    await stage.room.call("runs.retry", bob, { run_id: fired.run_id, from: "start" });
    const retried = await barred([ann, bob]);
    await reject(stage.operator, retried);
    const cid = await makeUser(stage.room, "operator");
    const all = { action: "retry", from: "start", filter: { session_id: session.id } } as const;
    const { bulk_operation } = await stage.room.call("bulk_operations.create", cid, all);
    await stage.room.call("bulk_operations.step", cid, { bulk_operation_id: bulk_operation.id });
    expect((await approve(stage.operator, await barred([ann, bob, cid]))).run.status).toBe("queued");
    const { lease } = await startOne(stage.room, key);
    // The schedule's next run waits until this one is over.
    const failed = { outcome: "failed", failure_code: "step_failed", error: "over" } as const;
    await stage.room.call("runs.finish", key, { lease, last_batch_no: 0, ...failed });

    await stage.room.call("schedules.run_now", bob, { schedule_id: schedule.id });
    expect((await approve(cid, await barred([ann, bob]))).run.status).toBe("queued");
  });

  test("is not who asked for it by an API key of theirs, nor by one for what they or another key of theirs asked", async () => {
    const { session, key } = await stage.aSession(null);
    const roles = ["admin", "operator", "api_key"];
    const steps = z
      .array(StepDefinition)
      .parse([{ name: "sign off", kind: "approval", title: "Go?", approvers: { roles, not_requester: true } }]);
    const [first, second] = [await aKeyOf(bob), await aKeyOf(bob)];
    const other = await aKeyOf(await makeUser(stage.room, "admin"));
    for (const requester of [first, bob]) {
      await stage.room.call("runs.create", requester, { session_id: session.id, steps });
      const claimed = await startOne(stage.room, key);
      await stage.ask(key, claimed);
      const approval = await stage.approvalOf(claimed.lease.run_id);
      for (const own of [bob, first, second])
        await expectRefused(stage.room, "approvals.approve", own, seen(approval), "forbidden");
      const { run } = await stage.room.call("approvals.approve", other, seen(approval));
      expect(run.status).toBe("queued");
      await startOne(stage.room, key);
    }
  });

  test("is as many different people as it asks for; one counts once", async () => {
    const approval = await stage.anApproval({ approvers: { count: 2 } });
    expect((await approve(ann, approval)).run.status).toBe("waiting");
    await expectRefused(stage.room, "approvals.approve", ann, seen(approval), "approval_decided");
    expect((await approve(bob, approval)).approval).toMatchObject({ status: "approved", decisions: [{}, {}] });
  });

  test("sees what they decide on: a digest of what has changed since is refused by name", async () => {
    const approval = await stage.anApproval({ approvers: { count: 2 }, input_schema: versionSchema });
    const { approval: changed } = await approve(ann, approval, { input: { version: "3" } });
    await expectRefused(stage.room, "approvals.approve", bob, seen(approval), "approval_stale");
    const other = { ...seen(changed), input: { version: "4" } };
    await expectRefused(stage.room, "approvals.approve", bob, other, "invalid_input");
    expect((await approve(bob, changed)).run.status).toBe("queued");
  });

  test("of a session that they do not see, finds no approval", async () => {
    const { session, key } = await stage.aSession();
    const approval = await stage.anApproval({}, { session, key });
    await stage.room.sql`update public.sessions set visibility = 'members' where id = ${session.id}`;
    await expectRefused(stage.room, "approvals.approve", ann, seen(approval), "not_found");
    const rows = (as: { user_id: string }) =>
      asRole(root, "authenticated", as, (sql) => sql`select id from public.approvals where id = ${approval.id}`);
    expect([(await rows(ann)).length, (await rows(bob)).length]).toEqual([0, 1]);
    const { approvals } = await stage.room.call("approvals.list", ann, { run_id: approval.run_id });
    expect(approvals).toEqual([]);
  });
});

test("comments of many approvers are cut in what later steps learn, and stand whole in the decisions", async () => {
  const { session, key } = await stage.aSession();
  const input_schema = { type: "object", properties: { notes: { type: "string" } } };
  const comment = "\u{1F525}".repeat(999);
  let approval = await stage.anApproval({ approvers: { count: 12 }, input_schema }, { session, key });
  for (let n = 0; n < 12; n += 1) {
    const input = { notes: "n".repeat(8_100) };
    approval = (await approve(await makeUser(stage.room, "operator"), approval, { comment, ...(n === 0 && { input }) }))
      .approval;
  }
  expect(approval).toMatchObject({ status: "approved" });
  expect(approval.decisions.map((decision) => decision.comment)).toEqual(Array(12).fill(comment));
  const { outputs } = (await claimOne(stage.room, key)).outputs[0] ?? expect.fail("it left nothing");
  expect(outputs).toMatchObject({ notes: "n".repeat(8_100), comment: `${comment}\n … [cut]` });
});

test("an input that is too large with its defaults is refused, and audited", async () => {
  const properties = { notes: { type: "string" }, more: { type: "string", default: "d".repeat(1_000) } };
  const approval = await stage.anApproval({ input_schema: { type: "object", properties } });
  const large = { ...seen(approval), input: { notes: "n".repeat(8_000) } };
  await expectRefused(stage.room, "approvals.approve", ann, large, "invalid_input");
  expect((await approve(ann, approval, { input: { notes: "n".repeat(7_000) } })).run.status).toBe("queued");
});

describe("at the deadline", () => {
  test.each([
    ["approve", "approved", { status: "queued" }],
    ["reject", "rejected", { status: "failed", failure_code: "rejected" }],
    ["fail", "expired", { status: "failed", failure_code: "approval_expired" }],
  ] as const)("on_deadline %s makes it %s", async (on_deadline, status, run) => {
    const { session, key } = await stage.aSession();
    const approval = await stage.anApproval({ on_deadline, deadline_seconds: 60 }, { session, key });
    const late = inSeconds(61);
    await expect(approve(ann, approval, {}, late)).rejects.toMatchObject({ code: "approval_decided" });
    await stage.room.call("maintenance.tick", key, {}, { now: inSeconds(59) });
    expect((await stage.approvalOf(approval.run_id)).status).toBe("pending");
    await stage.room.call("maintenance.tick", key, {}, { now: late });
    expect((await stage.approvalOf(approval.run_id)).status).toBe(status);
    expect(await stage.get(approval.run_id)).toMatchObject(run);
  });
});

describe("at once", () => {
  test("two approvals of one that needs one: the first decides, the other is told, the run goes on once", async () => {
    const approval = await stage.anApproval();
    const outcomes = await Promise.all([outcomeOf(approve(ann, approval)), outcomeOf(approve(bob, approval))]);
    expect(outcomes.sort()).toEqual(["approval_decided", "ok"]);
    expect((await kindsOf(approval.run_id)).filter((kind) => kind === "run_resumed")).toHaveLength(1);
  });

  test("approve, reject, cancel and the deadline: exactly one of them ends it", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { session, key } = await stage.aSession();
      const approval = await stage.anApproval({ deadline_seconds: 60 }, { session, key });
      const [approved, rejected] = await Promise.all([
        outcomeOf(approve(ann, approval)),
        outcomeOf(reject(bob, approval)),
        outcomeOf(stage.cancel(approval.run_id)),
        stage.room.call("maintenance.tick", key, {}, { now: inSeconds(61) }),
      ]);
      const { status } = await stage.approvalOf(approval.run_id);
      expect(status === "approved").toBe(approved === "ok");
      expect(status === "rejected").toBe(rejected === "ok");
      const kinds = await kindsOf(approval.run_id);
      expect(kinds.filter((kind) => kind === "step_finished").length).toBeLessThanOrEqual(1);
      const [log] = await stage.room.sql`select (private.verify_run_log(${approval.run_id})).ok`;
      expect(log?.ok).toBe(true);
    }
  });
});

test("outputs of the last success of each earlier step come with a retry from the failed step", async () => {
  const { session, key } = await stage.aSession();
  const steps = ["one", "two", "three"].map((name) => ({ name, kind: "shell" as const, run: "true" }));
  const { id } = await stage.create(session, { steps });
  const attempt = async (entries: Parameters<Stage["append"]>[2][]) => {
    const claimed = await startOne(stage.room, key);
    await stage.append(key, claimed, ...entries);
    await stage.fail(key, claimed, 1);
    return claimed;
  };
  const left = (index: number, value: string) => ({ ...step(index, "succeeded"), outputs: { value } });
  await attempt([step(0), left(0, "a"), step(1), step(1, "failed")]);
  await stage.room.call("runs.retry", ann, { run_id: id, from: "failed_step" });
  const second = await attempt([step(1), left(1, "b"), step(2), step(2, "failed")]);
  expect(second.outputs).toEqual([{ step: 0, outputs: { value: "a" } }]);
  await stage.room.call("runs.retry", ann, { run_id: id, from: "failed_step" });
  const third = await attempt([step(2), step(2, "failed")]);
  expect(third.outputs.map(({ outputs }) => outputs.value)).toEqual(["a", "b"]);
  await stage.room.call("runs.retry", ann, { run_id: id, from: "start" });
  expect((await startOne(stage.room, key)).outputs).toEqual([]);
});
