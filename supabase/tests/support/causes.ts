import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import {
  makeKey,
  makeRun,
  makeSession,
  makeUser,
  makeWorker,
  oneStep,
  unique,
} from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { Cause } from "../../functions/_shared/contracts/explain.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import type { WorkerInfo } from "../../functions/_shared/contracts/worker.ts";

/** What tests of causes work with: a session, and one worker of four slots. */
export let room: ControlRoom;
export let operator: { user_id: string };
export let key: { key_hash: string };
export let worker: WorkerInfo;
export let session: Session;

/** Every test has a database of its own: workers belong to no session. */
export function eachOnItsOwn(): void {
  beforeEach(async () => {
    room = await openControlRoom();
    operator = await makeUser(room, "operator");
    key = await makeKey(room, ["runs.work"]);
    worker = makeWorker({ slots: 4 });
    await alive(worker);
    session = await makeSession(room, operator);
  });
  afterEach(() => room.close());
}

export const alive = (as: WorkerInfo, by = key) => room.call("runs.heartbeat", by, { worker: as, leases: [] });
export const silence = () => room.sql`update public.workers set last_seen_at = now() - interval '16 seconds'`;
export const causes = async (run_id: number, as: { user_id: string } = operator): Promise<Cause[]> =>
  (await room.call("runs.explain", as, { run_id })).causes;
export const queue = async (lane = "A", input: Partial<CommandInput<"runs.create">> = {}) =>
  (await makeRun(room, operator, { session_id: session.id, lane, ...input } as Parameters<typeof makeRun>[2])).id;
export async function queueOf(policy: Partial<CommandInput<"templates.publish">>, lane = "A", session_id = session.id) {
  const template = unique("template");
  await room.call("templates.publish", operator, { slug: template, name: template, steps: oneStep, ...policy });
  return (await room.call("runs.create", operator, { session_id, lane, template })).run.id;
}
export const claim = async (limit = 50, as = worker, by = key) => {
  const { runs } = await room.call("runs.claim", by, { claim_id: randomUUID(), worker: as, limit });
  return runs.map((run) => run.lease.run_id);
};
export const laneId = (name: string) =>
  session.lanes.find((lane) => lane.name === name)?.id ?? expect.fail(`no lane ${name}`);
export const key_ = { concurrency: { key: "deploy:api", limit: 1 } };
