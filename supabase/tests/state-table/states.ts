import { randomUUID } from "node:crypto";
import { z } from "zod";
import { claimOne, expireLease, startOne } from "../../../e2e/harness/factories.ts";
import type { Approval } from "../../functions/_shared/contracts/approval.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { StepDefinition } from "../../functions/_shared/contracts/step.ts";
import type { Lease } from "../../functions/_shared/contracts/worker.ts";
import { type Stage, step } from "../support/stage.ts";

/** A run in some state, and what a caller may know of it. */
export interface Subject {
  runId: number;
  otherLane: number;
  key: { key_hash: string };
  /** Of its latest attempt, live or over; of none when it was never claimed. */
  lease: Lease;
  /** The latest it has asked for. */
  approval: Approval | undefined;
}

type Place = Awaited<ReturnType<Stage["aSession"]>>;
type Made = { runId: number; lease?: Lease; approval?: Approval };

const steps: CommandInput<"runs.create">["steps"] = [{ name: "pause", kind: "wait", seconds: 600 }];

async function running(stage: Stage, { session, key }: Place) {
  await stage.create(session, { steps });
  const run = await startOne(stage.room, key);
  return { run, runId: run.lease.run_id, lease: run.lease };
}

async function asking(stage: Stage, { session, key }: Place) {
  const steps = [{ name: "sign off", kind: "approval", title: "Go?", deadline_seconds: 600 }];
  await stage.create(session, { steps: z.array(StepDefinition).parse(steps) });
  const run = await startOne(stage.room, key);
  await stage.ask(key, run);
  const runId = run.lease.run_id;
  return { runId, lease: run.lease, approval: await stage.approvalOf(runId) };
}

async function waiting(stage: Stage, place: Place) {
  const made = await running(stage, place);
  await stage.append(place.key, made.run, step(0));
  const end = { last_batch_no: 1, outcome: "waiting", resume_after_seconds: 600 } as const;
  await stage.room.call("runs.finish", place.key, { lease: made.lease, ...end });
  return made;
}

async function claimed(stage: Stage, { session, key }: Place) {
  await stage.create(session, { steps });
  const { lease } = await claimOne(stage.room, key);
  return { runId: lease.run_id, lease };
}

const runsOut = (make: typeof claimed) => async (stage: Stage, place: Place) => {
  const made = await make(stage, place);
  await expireLease(stage.room, made.runId);
  return made;
};
const askedToStop = (make: typeof claimed) => async (stage: Stage, place: Place) => {
  const made = await make(stage, place);
  await stage.cancel(made.runId);
  return made;
};

/** Here every operator's command also ends the attempt: the sweep comes last in each. */
export const deadLeases: readonly string[] = ["claimed, lease run out", "running, lease run out"];

/** Every state that people tell apart, by how a run comes into it. */
export const states: Record<string, (stage: Stage, place: Place) => Promise<Made>> = {
  queued: async (stage, { session }) => ({ runId: (await stage.create(session, { steps })).id }),
  "queued, delayed": async (stage, { session }) => ({
    runId: (await stage.create(session, { steps, delay_seconds: 600 })).id,
  }),
  "queued, expired": async (stage, { session }) => {
    const { id } = await stage.create(session, { steps, expires_in_seconds: 60 });
    await stage.room.sql`update public.runs set queue_expires_at = now() - interval '1 second' where id = ${id}`;
    return { runId: id };
  },
  "queued, backing off": async (stage, { session, key }) => {
    await stage.create(session, { steps, max_attempts: 2 });
    const run = await startOne(stage.room, key);
    await stage.fail(key, run);
    return { runId: run.lease.run_id, lease: run.lease };
  },
  "queued, resuming": async (stage, place) => {
    const made = await asking(stage, place);
    const { id, digest } = made.approval;
    await stage.room.call("approvals.approve", stage.operator, { approval_id: id, digest });
    return made;
  },
  claimed,
  "claimed, cancel asked for": askedToStop(claimed),
  "claimed, lease run out": runsOut(claimed),
  running,
  "running, cancel asked for": askedToStop(running),
  "running, past its deadline": async (stage, place) => {
    const made = await running(stage, place);
    await stage.room
      .sql`update private.leases set deadline_at = now() - interval '1 second' where run_id = ${made.runId}`;
    return made;
  },
  "running, lease run out": runsOut(running),
  "waiting for a time": waiting,
  "waiting for an approval": asking,
  succeeded: async (stage, place) => {
    const made = await running(stage, place);
    await stage.append(place.key, made.run, step(0), step(0, "succeeded"));
    const end = { last_batch_no: 1, outcome: "succeeded" } as const;
    await stage.room.call("runs.finish", place.key, { lease: made.lease, ...end });
    return made;
  },
  failed: async (stage, place) => {
    const made = await running(stage, place);
    await stage.fail(place.key, made.run);
    return made;
  },
  cancelled: async (stage, place) => {
    const made = await running(stage, place);
    await stage.cancel(made.runId);
    await stage.room.call("runs.finish", place.key, { lease: made.lease, last_batch_no: 0, outcome: "cancelled" });
    return made;
  },
};

export const finalStates: readonly string[] = ["succeeded", "failed", "cancelled"];

/** A run of its own in a state, alone in its session. */
export async function subjectIn(stage: Stage, state: string): Promise<Subject> {
  const place = await stage.aSession();
  const other = await stage.room.call("lanes.create", stage.operator, { session_id: place.session.id, name: "B" });
  const make = states[state];
  if (make === undefined) throw new Error(`there is no state ${state}`);
  const made = await make(stage, place);
  const never = { run_id: made.runId, attempt: 1, token: randomUUID() };
  return {
    runId: made.runId,
    otherLane: other.id,
    key: place.key,
    lease: made.lease ?? never,
    approval: made.approval,
  };
}
