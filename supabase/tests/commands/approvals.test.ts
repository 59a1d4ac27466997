import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../e2e/harness/control-room.ts";
import { claimOne, makeUser, startOne } from "../../../e2e/harness/factories.ts";
import { expectRefused, outcomeOf } from "../support/audit.ts";
import { inSeconds, Stage, seen } from "../support/stage.ts";

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
    const { run } = await stage.approve(ann, approval, { input: { version: "2.1" }, comment: "fine" });
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
    expect((await stage.approve(ann, approval)).approval.input).toEqual({ version: "1.0" });
  });

  test("fails as rejected by one rejection, is not tried again by itself, and asks again when retried", async () => {
    const { session, key } = await stage.aSession();
    const approval = await stage.anApproval({ approvers: { count: 2 } }, { session, key });
    await stage.approve(ann, approval);
    const { run } = await stage.reject(bob, approval);
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

test("comments of many approvers are cut in what later steps learn, and stand whole in the decisions", async () => {
  const { session, key } = await stage.aSession();
  const input_schema = { type: "object", properties: { notes: { type: "string" } } };
  const comment = "\u{1F525}".repeat(999);
  let approval = await stage.anApproval({ approvers: { count: 12 }, input_schema }, { session, key });
  for (let n = 0; n < 12; n += 1) {
    const input = { notes: "n".repeat(8_100) };
    approval = (
      await stage.approve(await makeUser(stage.room, "operator"), approval, { comment, ...(n === 0 && { input }) })
    ).approval;
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
  expect((await stage.approve(ann, approval, { input: { notes: "n".repeat(7_000) } })).run.status).toBe("queued");
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
    await expect(stage.approve(ann, approval, {}, late)).rejects.toMatchObject({ code: "approval_decided" });
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
    const outcomes = await Promise.all([
      outcomeOf(stage.approve(ann, approval)),
      outcomeOf(stage.approve(bob, approval)),
    ]);
    expect(outcomes.sort()).toEqual(["approval_decided", "ok"]);
    expect((await kindsOf(approval.run_id)).filter((kind) => kind === "run_resumed")).toHaveLength(1);
  });

  test("approve, reject, cancel and the deadline: exactly one of them ends it", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { session, key } = await stage.aSession();
      const approval = await stage.anApproval({ deadline_seconds: 60 }, { session, key });
      const [approved, rejected] = await Promise.all([
        outcomeOf(stage.approve(ann, approval)),
        outcomeOf(stage.reject(bob, approval)),
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
