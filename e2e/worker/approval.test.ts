import { afterAll, beforeAll, expect, it } from "vitest";
import { openStage, type Stage, verdict } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.worker({ slots: 1, env: { OPS_SECRET_TOKEN: "correct-horse-battery" } });
});
afterAll(() => stage.close());

it("asks with what earlier steps left, and later steps get the input and the outputs, across attempts", async () => {
  const run = await stage.run(
    [
      { name: "build", kind: "shell", run: 'echo "version=7.1" >> "$OPS_OUTPUTS"' },
      {
        ...{ name: "sign off", kind: "approval", title: "Release {{steps.build.version}} to {{where}}?" },
        body: "Folder **{{folder}}**",
        input_schema: { type: "object", properties: { canaryShare: { type: "integer", default: 5 } } },
        approvers: { not_requester: true },
      },
      {
        name: "deploy",
        kind: "shell",
        run: 'echo "deploying $OPS_OUTPUT_BUILD_VERSION at $OPS_OUTPUT_SIGN_OFF_CANARY_SHARE by $OPS_OUTPUT_SIGN_OFF_DECIDED_BY"',
      },
      {
        name: "break once",
        kind: "shell",
        run: 'test -e "$OPS_PARAM_FOLDER/again" || { touch "$OPS_PARAM_FOLDER/again"; exit 3; }',
      },
      { name: "report", kind: "shell", run: 'echo "{\\"done\\": [\\"$OPS_OUTPUT_BUILD_VERSION\\"]}" > "$OPS_OUTPUTS"' },
    ],
    { parameters: { folder: stage.folder, where: "prod" } },
  );
  await stage.reaches(run, "waiting");
  // The worker is free meanwhile: it has one slot.
  await stage.reaches(await stage.run(["echo between"]), "succeeded");
  const [approval] = (await stage.operator.listApprovals({ run_id: run.id })).approvals;
  if (approval === undefined) return expect.fail("nothing was asked");
  expect(approval).toMatchObject({ title: "Release 7.1 to prod?", body: `Folder **${stage.folder}**` });
  const seen = { approval_id: approval.id, digest: approval.digest };
  await expect(stage.operator.approveApproval(seen)).rejects.toMatchObject({ code: "forbidden" });
  const decider = await stage.service.person("operator");
  const wrong = { ...seen, input: { canaryShare: "much" } };
  await expect(decider.approveApproval(wrong)).rejects.toMatchObject({ code: "invalid_input" });
  await decider.approveApproval({ ...seen, input: { canaryShare: 10 }, comment: "go" });
  await stage.reaches(run, "failed");
  const [decision] = (await stage.operator.listApprovals({ run_id: run.id })).approvals[0]?.decisions ?? [];
  expect(await stage.lines(run)).toContain(`deploying 7.1 at 10 by ${decision?.actor_name}`);

  await stage.operator.retryRun({ run_id: run.id, from: "failed_step" });
  await stage.reaches(run, "succeeded");
  const { rows } = await outputsOf(run.id);
  expect(rows.at(-1)).toEqual({ attempt: 3, step: 4, outputs: { done: ["7.1"] } });
  expect(await verdict(stage, run)).toMatchObject({ ok: true });
});

async function outputsOf(id: number) {
  const rows = await stage.service.room.sql`
    select attempt, step, outputs from public.run_steps where run_id = ${id} order by attempt, step`;
  return { rows: [...rows] };
}

it("outputs that cannot be used, or that hold a secret, fail their step by name and are not tried again", async () => {
  const bad = await stage.run([{ name: "bad", kind: "shell", run: 'echo "no equals" > "$OPS_OUTPUTS"' }]);
  expect((await stage.reaches(bad, "failed")).error).toContain('"no equals" is not name=value');
  const leak = await stage.run(
    [{ name: "leak", kind: "shell", secrets: ["TOKEN"], run: 'echo "token=$TOKEN" > "$OPS_OUTPUTS"' }],
    { max_attempts: 3 },
  );
  expect(await stage.reaches(leak, "failed")).toMatchObject({
    attempt: 1,
    error: "An output of the step holds a secret",
  });
});
