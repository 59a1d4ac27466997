import { createHash, randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { connect } from "../../../e2e/harness/control-room.ts";
import { makeUser, startOne, unique } from "../../../e2e/harness/factories.ts";
import type { Scope } from "../../functions/_shared/contracts/api-key.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { StepDefinition } from "../../functions/_shared/contracts/step.ts";
import { asRole } from "../support/as-role.ts";
import { expectRefused } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";
import { Stage, seen } from "../support/stage.ts";

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

describe("who may decide", () => {
  test("is said by roles: a person of another role and an API key are refused, unless it is named", async () => {
    const approval = await stage.anApproval({ approvers: { roles: ["admin"] } });
    const key = await makeLimitedKey(stage.room, ["runs.write"], {});
    await expectRefused(stage.room, "approvals.approve", ann, seen(approval), "forbidden");
    await expectRefused(stage.room, "approvals.approve", key, seen(approval), "forbidden");
    expect((await stage.approve(bob, approval)).run.status).toBe("queued");
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
    expect((await stage.approve(ann, approval)).run.status).toBe("queued");
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
    await stage.reject(bob, fired);
    await stage.room.call("runs.retry", bob, { run_id: fired.run_id, from: "start" });
    const retried = await barred([ann, bob]);
    await stage.reject(stage.operator, retried);
    const cid = await makeUser(stage.room, "operator");
    const all = { action: "retry", from: "start", filter: { session_id: session.id } } as const;
    const { bulk_operation } = await stage.room.call("bulk_operations.create", cid, all);
    await stage.room.call("bulk_operations.step", cid, { bulk_operation_id: bulk_operation.id });
    expect((await stage.approve(stage.operator, await barred([ann, bob, cid]))).run.status).toBe("queued");
    const { lease } = await startOne(stage.room, key);
    // The schedule's next run waits until this one is over.
    const failed = { outcome: "failed", failure_code: "step_failed", error: "over" } as const;
    await stage.room.call("runs.finish", key, { lease, last_batch_no: 0, ...failed });

    await stage.room.call("schedules.run_now", bob, { schedule_id: schedule.id });
    expect((await stage.approve(cid, await barred([ann, bob]))).run.status).toBe("queued");
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
    expect((await stage.approve(ann, approval)).run.status).toBe("waiting");
    await expectRefused(stage.room, "approvals.approve", ann, seen(approval), "approval_decided");
    expect((await stage.approve(bob, approval)).approval).toMatchObject({ status: "approved", decisions: [{}, {}] });
  });

  test("sees what they decide on: a digest of what has changed since is refused by name", async () => {
    const approval = await stage.anApproval({ approvers: { count: 2 }, input_schema: versionSchema });
    const { approval: changed } = await stage.approve(ann, approval, { input: { version: "3" } });
    await expectRefused(stage.room, "approvals.approve", bob, seen(approval), "approval_stale");
    const other = { ...seen(changed), input: { version: "4" } };
    await expectRefused(stage.room, "approvals.approve", bob, other, "invalid_input");
    expect((await stage.approve(bob, changed)).run.status).toBe("queued");
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
