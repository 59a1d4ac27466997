import { type ControlRoom, sha256Hex } from "../../../e2e/harness/control-room.ts";
import { claimOne, makeKey, makeRun, makeSession, makeUser, startOne } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { RunStatus } from "../../functions/_shared/contracts/run-status.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";

type Steps = NonNullable<CommandInput<"runs.create">["steps"]>;
type Entries = CommandInput<"events.append">["entries"];
type Artifact = Omit<CommandInput<"artifacts.put">, "lease">;

export const emitted_at = "2026-11-20T12:00:00.000001Z";

/** An output line of step 0. */
export function line(body: string, stream: "stdout" | "stderr" = "stdout"): Entries[number] {
  return { kind: "line", step: 0, emitted_at, stream, body };
}

/** A text artifact of step 0 whose size and digest are right unless overridden. */
export function artifact(body: string, overrides: Partial<Artifact> = {}): Artifact {
  return {
    ...{ step: 0, name: "report", kind: "text", media_type: "text/plain", encoding: "utf8", body },
    ...{ sha256: sha256Hex(body), size: Buffer.byteLength(body) },
    ...overrides,
  };
}

/** A worker's side of the conversation, in a room where nothing else is queued. */
export interface WorkerSide {
  operator: { user_id: string };
  key: { key_hash: string };
  /** A worker's key that holds no lease. */
  otherKey: { key_hash: string };
  newRun(steps?: Steps): Promise<number>;
  claimed(steps?: Steps): Promise<ClaimedRun>;
  started(steps?: Steps): Promise<ClaimedRun>;
  append(run: ClaimedRun, batchNo: number, entries: Entries): Promise<unknown>;
  statusOf(run: ClaimedRun): Promise<RunStatus>;
}

export async function makeWorkerSide(room: ControlRoom): Promise<WorkerSide> {
  const operator = await makeUser(room, "operator");
  const key = await makeKey(room, ["runs.work", "runs.read"]);
  const otherKey = await makeKey(room, ["runs.work"]);
  const newRun = async (steps?: Steps) => {
    const { id: session_id } = await makeSession(room, operator);
    return (await makeRun(room, operator, { session_id, ...(steps && { steps }) })).id;
  };
  return {
    ...{ operator, key, otherKey, newRun },
    async claimed(steps) {
      await newRun(steps);
      return await claimOne(room, key);
    },
    async started(steps) {
      await newRun(steps);
      return await startOne(room, key);
    },
    append: (run, batch_no, entries) => room.call("events.append", key, { lease: run.lease, batch_no, entries }),
    statusOf: async (run) => (await room.call("runs.get", key, { run_id: run.lease.run_id })).run.status,
  };
}
