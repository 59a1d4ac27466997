import { afterAll, beforeAll, expect, test } from "vitest";
import { callAs } from "../../../e2e/harness/control-room.ts";
import { startOne } from "../../../e2e/harness/factories.ts";
import { openTransaction, untilBlocked } from "../support/locks.ts";
import { Stage, step } from "../support/stage.ts";
import { bringDue } from "./clock.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

test("time that passes beside the finish that asks passes for the run and for what it asks alike", async () => {
  const { room } = stage;
  const { session, key } = await stage.aSession();
  const { id } = await stage.create(session, { steps: [{ name: "sign off", kind: "approval", title: "Go?" }] });
  const claimed = await startOne(room, key);
  await stage.append(key, claimed, step(0));

  const finishing = await openTransaction(room.executor);
  const approval = { title: "Go?", body: "" };
  const end = { lease: claimed.lease, last_batch_no: 1, outcome: "waiting", approval } as const;
  await callAs(finishing.sql, "runs.finish", key, end);
  const passing = bringDue(room.sql, id);
  await untilBlocked(room.sql);
  await finishing.commit();
  await passing;

  const [row] = await room.sql`
    select r.available_at <= now() as run, a.deadline_at <= now() as approval
    from public.runs r join public.approvals a on a.run_id = r.id where r.id = ${id}`;
  expect(row).toEqual({ run: true, approval: true });
});
