import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimOne, unique } from "../../../e2e/harness/factories.ts";
import { CreateRunInput } from "../../functions/_shared/contracts/run.ts";
import { PublishTemplateInput } from "../../functions/_shared/contracts/template.ts";
import { inSeconds, Stage } from "../support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

const versionSchema = {
  type: "object",
  properties: { version: { type: "string", default: "1.0" }, canary: { type: "boolean" } },
};

describe("a deadline that approves", () => {
  const shareByDefault = { properties: { share: { type: "integer", default: 5 } } };
  test("gives the input its defaults, which later steps then have", async () => {
    const { session, key } = await stage.aSession();
    const ask = { on_deadline: "approve", deadline_seconds: 60, input_schema: versionSchema };
    const approval = await stage.anApproval(ask, { session, key });
    await stage.room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
    expect((await stage.approvalOf(approval.run_id)).input).toEqual({ version: "1.0" });
    const { outputs } = await claimOne(stage.room, key);
    expect(outputs[0]?.outputs).toMatchObject({ version: "1.0", decided_by: "" });
  });

  test("fails its run, and holds up no other, where the defaults are more than an input may have", async () => {
    const { session, key } = await stage.aSession(null);
    const ask = { on_deadline: "approve", deadline_seconds: 60, input_schema: versionSchema };
    const approval = await stage.anApproval(ask, { session, key });
    const other = await stage.aWaitingRun(session, key);
    // As an older release would have taken it.
    const large = { type: "object", properties: { notes: { type: "string", default: "x".repeat(20_000) } } };
    await stage.room
      .sql`update public.approvals set input_schema = ${stage.room.sql.json(large)} where id = ${approval.id}`;
    await stage.room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
    expect(await stage.get(approval.run_id)).toMatchObject({
      ...{ status: "failed", failure_code: "approval_expired" },
      error: expect.stringContaining("input_is_an_object_of_8_kb_at_most"),
    });
    expect((await stage.approvalOf(approval.run_id)).status).toBe("expired");
    expect((await stage.get(other.lease.run_id)).status).toBe("queued");
  });

  test.each([
    ["requires what has no default", { required: ["canary"] }],
    ["has a default that does not fit", { properties: { version: { type: "string", default: 7 } } }],
    [
      "has a default under a condition only",
      { if: { properties: { canary: { const: true } }, required: ["canary"] }, else: shareByDefault },
    ],
  ])("is refused in a template and in a run where the input %s", async (_, more) => {
    const steps = (on_deadline: string) => [
      { name: "sign off", kind: "approval", title: "Go?", on_deadline, input_schema: { ...versionSchema, ...more } },
    ];
    const slug = unique("template");
    const publish = (on_deadline: string) =>
      PublishTemplateInput.safeParse({ slug, name: slug, steps: steps(on_deadline) });
    expect(publish("approve").error?.issues).toMatchObject([
      { path: ["steps", 0, "on_deadline"], message: expect.stringContaining("defaults are not all that it needs") },
    ]);
    expect(CreateRunInput.safeParse({ session_id: 1, steps: steps("approve") }).success).toBe(false);
    expect(publish("reject").success).toBe(true);
  });
});
