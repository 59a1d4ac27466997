import { randomUUID } from "node:crypto";
import { databaseOf, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, makeWorker } from "../../../e2e/harness/factories.ts";
import { type ClaimedRun, ClaimRunsOutput } from "../../functions/_shared/contracts/worker.ts";
import { gather } from "../../functions/ops-executor/gather.ts";

/** A worker's claim of one run, which starts it. */
export const newClaim = () => ({ claim_id: randomUUID(), worker: makeWorker(), limit: 1, start: true });

const step = { step: 0, emitted_at: "2026-11-20T12:00:00.000001Z" };

/** What a worker says of the one step of a run that goes well. */
export const stepEntries = [
  { kind: "step_started", ...step },
  {
    ...{ kind: "step_finished", ...step, status: "succeeded", exit_code: 0 },
    ...{ signal: null, failure_code: null, error: null },
  },
];
/** That this run went well. */
export const end = ({ lease }: ClaimedRun) => ({ lease, last_batch_no: 1, outcome: "succeeded", entries: stepEntries });
export const line = (body: string) => ({ kind: "line", ...step, stream: "stdout", body });

/** A control room behind ops-executor's gathering with one connection, which notes the functions that it calls. Close its `room`. */
export async function openGathering() {
  const room = await openControlRoom();
  const operator = await makeUser(room, "operator");
  const key = await makeKey(room, ["runs.work", "runs.write", "runs.read"]);
  const session = await makeSession(room, operator);
  for (const { id } of session.lanes) await room.call("lanes.set_capacity", operator, { lane_id: id, capacity: 100 });
  const database = databaseOf(room.executor);
  /** In order; emptied by who wants to know of what follows. */
  const called: string[] = [];
  const call: typeof database.call = (name, args) => {
    called.push(name);
    return database.call(name, args);
  };
  const gathered = gather({ ...database, call }, 1);

  /** One run each, claimed and started, by workers that ask at once. */
  async function claimedByEach(count: number): Promise<ClaimedRun[]> {
    for (let n = 0; n < count; n += 1) await makeRun(room, operator, { session_id: session.id, priority: 50 });
    called.length = 0;
    const answers = await Promise.all(
      Array.from({ length: count }, () => gathered.claimRuns(key.key_hash, newClaim())),
    );
    return answers.flatMap((answer) => ClaimRunsOutput.parse(answer).runs);
  }
  const statusOf = async ({ lease }: ClaimedRun) =>
    (await room.call("runs.get", operator, { run_id: lease.run_id })).run.status;
  return { room, operator, key, session_id: session.id, gathered, called, claimedByEach, statusOf };
}
