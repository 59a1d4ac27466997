import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { type ControlRoom, type Credential, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, makeWorker, startOne } from "../../../e2e/harness/factories.ts";
import type { Approval } from "../../functions/_shared/contracts/approval.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { Run } from "../../functions/_shared/contracts/run.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { StepDefinition } from "../../functions/_shared/contracts/step.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";

type NewRun = Omit<Parameters<typeof makeRun>[2], "session_id">;
type Key = { key_hash: string };

export const emitted_at = "2026-11-20T20:00:00Z";
/** An entry of a batch: the step has started or, with a status, ended. */
export const step = (step: number, status?: "succeeded" | "failed") =>
  status
    ? ({ kind: "step_finished", step, status, emitted_at } as const)
    : ({ kind: "step_started", step, emitted_at } as const);
export const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);
export const waitFirst: NonNullable<NewRun["steps"]> = [
  { name: "pause", kind: "wait", seconds: 60 },
  { name: "go on", kind: "shell", run: "true" },
];

/** What a decision names of what was seen. */
export const seen = ({ id, digest }: Approval) => ({ approval_id: id, digest });

/** One operator and what tests of a run's life do over and over. */
export class Stage {
  readonly room: ControlRoom;
  readonly operator: { user_id: string };

  private constructor(room: ControlRoom, operator: { user_id: string }) {
    this.room = room;
    this.operator = operator;
  }

  static async open(): Promise<Stage> {
    const room = await openControlRoom();
    return new Stage(room, await makeUser(room, "operator"));
  }

  close(): Promise<void> {
    return this.room.close();
  }

  /** A session with one lane, and a key that sees nothing else, so that tests do not claim each other's runs. */
  async aSession(capacity: number | null = 1): Promise<{ session: Session; key: Key }> {
    const session = await makeSession(this.room, this.operator, { lanes: [{ name: "A", capacity }] });
    const key = await makeKey(this.room, ["runs.work"]);
    await this.room.sql`
      update public.api_keys k set session_ids = array[${session.id}::bigint]
      from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
    return { session, key };
  }

  create(session: Session, input: NewRun = {}): Promise<Run> {
    return makeRun(this.room, this.operator, { session_id: session.id, ...input });
  }

  async get(id: number): Promise<Run> {
    return (await this.room.call("runs.get", this.operator, { run_id: id })).run;
  }

  async cancel(id: number): Promise<Run> {
    return (await this.room.call("runs.cancel", this.operator, { run_id: id })).run;
  }

  /** Claims as much as there is; fails the test when that is not nothing. */
  async claimNothing(key: Key, now?: Date): Promise<void> {
    const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 10 };
    const { runs } = await this.room.call("runs.claim", key, claim, now ? { now } : {});
    expect(runs).toEqual([]);
  }

  /** Appends an attempt's first batch. */
  append(key: Key, { lease }: ClaimedRun, ...entries: CommandInput<"events.append">["entries"]) {
    return this.room.call("events.append", key, { lease, batch_no: 1, entries });
  }

  fail(key: Key, { lease }: ClaimedRun, last_batch_no = 0) {
    const end = { outcome: "failed", failure_code: "step_failed", error: "no" } as const;
    return this.room.call("runs.finish", key, { lease, last_batch_no, ...end });
  }

  /** A run whose first step asks for an approval, asked. */
  async anApproval(ask: object = {}, place?: { session: Session; key: Key }): Promise<Approval> {
    const { session, key } = place ?? (await this.aSession());
    const steps = [{ name: "sign off", kind: "approval", title: "Go?", ...ask }, ...waitFirst.slice(1)];
    const run = await this.create(session, { steps: z.array(StepDefinition).parse(steps) });
    await this.ask(key, await startOne(this.room, key));
    return await this.approvalOf(run.id);
  }

  /** What a worker does at an approval step that comes first in its attempt. */
  async ask(key: Key, { lease, start_step }: ClaimedRun, shown = { title: "Go?", body: "Version 7" }) {
    await this.room.call("events.append", key, { lease, batch_no: 1, entries: [step(start_step)] });
    await this.room.call("runs.finish", key, { lease, last_batch_no: 1, outcome: "waiting", approval: shown });
  }

  /** The run's latest approval. */
  async approvalOf(run_id: number): Promise<Approval> {
    const { approvals } = await this.room.call("approvals.list", this.operator, { run_id });
    return approvals[0] ?? expect.fail(`run ${run_id} has not asked`);
  }

  approve(as: Credential, approval: Approval, more: object = {}, now?: Date) {
    return this.room.call("approvals.approve", as, { ...seen(approval), ...more }, now ? { now } : {});
  }

  reject(as: Credential, approval: Approval) {
    return this.room.call("approvals.reject", as, { ...seen(approval), comment: "not today" });
  }

  /** A run that waits for a minute in its first step. */
  async aWaitingRun(session: Session, key: Key, input: NewRun = {}): Promise<ClaimedRun> {
    await this.create(session, { steps: waitFirst, ...input });
    const claimed = await startOne(this.room, key);
    await this.append(key, claimed, step(0));
    const end = { outcome: "waiting", resume_after_seconds: 60 } as const;
    await this.room.call("runs.finish", key, { lease: claimed.lease, last_batch_no: 1, ...end });
    return claimed;
  }
}
