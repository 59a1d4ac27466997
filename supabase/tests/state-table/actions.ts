import { randomUUID } from "node:crypto";
import { makeWorker } from "../../../e2e/harness/factories.ts";
import type { CommandInput, CommandName } from "../../functions/_shared/contracts/commands.ts";
import { inSeconds, type Stage, step } from "../support/stage.ts";
import { artifact, line } from "../support/worker-side.ts";
import type { Subject } from "./states.ts";

/** One way to act on a run. */
export interface Action {
  title: string;
  command: CommandName;
  /** What comes before it, as far as it is allowed; answers the number of the last batch. */
  prepare?(stage: Stage, subject: Subject): Promise<number>;
  /** Answers what it was answered; only a heartbeat's is looked at. */
  act(stage: Stage, subject: Subject, lastBatchNo: number): Promise<unknown>;
}

const nobody = { approval_id: 999_999_999, digest: "0".repeat(64) };
const seen = ({ approval }: Subject) => (approval ? { approval_id: approval.id, digest: approval.digest } : nobody);

export const operatorActions: Action[] = [
  ...[false, true].map(
    (force): Action => ({
      title: force ? "cancel, by force" : "cancel",
      command: "runs.cancel",
      act: ({ room, operator }, { runId }) => room.call("runs.cancel", operator, { run_id: runId, force }),
    }),
  ),
  ...(["start", "failed_step"] as const).map(
    (from): Action => ({
      title: from === "start" ? "retry" : "retry, failed step",
      command: "runs.retry",
      act: ({ room, operator }, { runId }) => room.call("runs.retry", operator, { run_id: runId, from }),
    }),
  ),
  {
    title: "move",
    command: "runs.move",
    act: ({ room, operator }, { runId, otherLane }) =>
      room.call("runs.move", operator, { run_id: runId, lane_id: otherLane }),
  },
  {
    title: "set priority",
    command: "runs.set_priority",
    act: ({ room, operator }, { runId }) => room.call("runs.set_priority", operator, { run_id: runId, priority: 7 }),
  },
  {
    title: "approve",
    command: "approvals.approve",
    act: ({ room, operator }, subject) => room.call("approvals.approve", operator, seen(subject)),
  },
  {
    title: "reject",
    command: "approvals.reject",
    act: ({ room, operator }, subject) => room.call("approvals.reject", operator, { ...seen(subject), comment: "no" }),
  },
];

type Finish = Omit<CommandInput<"runs.finish">, "lease" | "last_batch_no">;
type Entries = CommandInput<"events.append">["entries"];

/** An attempt's end, after the entries that have to be in the log before it. */
function finish(end: Finish, ...entries: Entries): Action {
  return {
    title: `finish: ${end.outcome}`,
    command: "runs.finish",
    async prepare({ room }, { key, lease }) {
      if (entries.length === 0) return 0;
      const sent = room.call("events.append", key, { lease, batch_no: 1, entries });
      return await sent.then(
        () => 1,
        () => 0,
      );
    },
    act: ({ room }, { key, lease }, last_batch_no) => room.call("runs.finish", key, { ...end, lease, last_batch_no }),
  };
}

export const workerActions: Action[] = [
  {
    title: "claim",
    command: "runs.claim",
    act: ({ room }, { key }) =>
      room.call("runs.claim", key, { claim_id: randomUUID(), worker: makeWorker(), limit: 1 }),
  },
  {
    title: "start",
    command: "runs.start",
    act: ({ room }, { key, lease }) => room.call("runs.start", key, { lease }),
  },
  {
    title: "heartbeat",
    command: "runs.heartbeat",
    act: ({ room }, { key, lease }) => room.call("runs.heartbeat", key, { worker: makeWorker(), leases: [lease] }),
  },
  {
    title: "append",
    command: "events.append",
    act: ({ room }, { key, lease }) =>
      room.call("events.append", key, { lease, batch_no: 1, entries: [line("hello")] }),
  },
  {
    title: "artifact",
    command: "artifacts.put",
    act: ({ room }, { key, lease }) => room.call("artifacts.put", key, { ...artifact("hello"), lease }),
  },
  finish({ outcome: "succeeded" }, step(0), step(0, "succeeded")),
  finish({ outcome: "failed", failure_code: "step_failed" }),
  finish({ outcome: "waiting", resume_after_seconds: 600 }, step(0)),
  finish({ outcome: "cancelled" }),
  finish({ outcome: "released" }),
  {
    title: "an hour later",
    command: "maintenance.tick",
    act: ({ room }, { key }) => room.call("maintenance.tick", key, {}, { now: inSeconds(3_600) }),
  },
];
