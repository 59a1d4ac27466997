/** The model: what the engine promises about sessions of runs, in plain data. Nothing here knows SQL. */

import type { FailureCode, RunStatus, StepStatus } from "../../functions/_shared/contracts/run-status.ts";
import type { CatchUp, Overlap } from "../../functions/_shared/contracts/schedule.ts";
import type { ApprovalKind, Said } from "./asks.ts";

export type StepKind = "shell" | "wait" | ApprovalKind;
/** What a run asks of the world before it begins: a key of limit 1 or 2, a worker with the label `gpu`. */
export type Demand = "none" | "one" | "two" | "gpu" | "one and gpu";

export interface ModelApproval {
  attempt: number;
  kind: ApprovalKind;
  status: "pending" | "approved" | "rejected" | "expired" | "cancelled";
  /** Operators that have approved. */
  by: number[];
  /** Operators that had asked for its run when it was asked. */
  askedBy: number[];
  /** As the first to approve gave it, or its deadline; undefined: not yet. */
  input: Said | undefined;
}

export interface ModelRun {
  /** The run's id, which is its name and its place among equals. */
  number: number;
  lane: number;
  priority: number;
  /** Its place among those of its priority, as the database has it: moves beside others change it. */
  rank: number;
  demand: Demand;
  /** Kinds of its steps. */
  steps: readonly StepKind[];
  maxAttempts: number;
  status: RunStatus;
  failureCode: FailureCode | undefined;
  attempt: number;
  failedAttempts: number;
  startStep: number;
  /** Resumes after a wait: keeps its slot while queued. */
  resuming: boolean;
  /** `later`: not due; `passed`: its time has come and the next sweep makes it due. */
  due: "now" | "later" | "passed";
  /** When it fails unless it was claimed once. */
  expiry: "never" | "later" | "passed";
  cancelRequested: boolean;
  /** The attempt that was cancelled by force: what it left behind may live for the rest of its lease. */
  forcedAttempt: number | undefined;
  approvals: ModelApproval[];
  /** States of the latest attempt's steps, by index; those before its first step are absent. */
  projected: Partial<Record<number, StepStatus>>;
  /** What each step left at its last success, whichever attempt that was in. */
  outputs: Partial<Record<number, Said>>;
  /** Lines in its log. */
  lines: number;
  /** How long ago it ended, in days. */
  age: number;
  held: boolean;
  /** How often its log was purged, and whether it is now. */
  purges: number;
  purged: boolean;
  /** Index of the schedule that made it. */
  schedule: number | undefined;
  /** Runs of its schedule go one after the other. */
  sharesKey: boolean;
  /** Operators that have asked for it: made it or retried it, or own its schedule. */
  askedBy: number[];
}

/** Comes due by the model's own clock. */
export interface ModelSchedule {
  id: number;
  /** Who created, changed or resumed it last. */
  owner: number;
  lane: number;
  /** Minutes from one occurrence to the next. */
  period: number;
  catchUp: CatchUp;
  overlap: Overlap;
  /** The minute of its next occurrence; undefined while it is paused. */
  next: number | undefined;
}

export interface ModelLease {
  token: string;
  /** Index of its worker. */
  worker: number;
  /** Number of its run. */
  run: number;
  attempt: number;
  batches: number;
  /** `dead`: its time is over and nobody has noticed. */
  state: "live" | "dead" | "ended";
  /** Its run's timeout is over: it takes no more writes, and is not renewed. */
  overrun: boolean;
  /** What the finish that ended it answered; a repeat gets the same. */
  receipt: RunStatus | undefined;
}

export interface ModelWorker {
  labels: readonly string[];
  /** It has called. */
  known: boolean;
  draining: boolean;
}

export interface Model {
  lanes: { capacity: number | null; paused: boolean }[];
  workers: ModelWorker[];
  runs: ModelRun[];
  leases: ModelLease[];
  schedules: ModelSchedule[];
  /** What schedules go by: minutes. */
  minute: number;
}

/** A run that was just made. */
export function newRun(of: Pick<ModelRun, "number" | "lane" | "demand" | "steps"> & Partial<ModelRun>): ModelRun {
  return {
    ...{ priority: 0, rank: of.number, maxAttempts: 1, status: "queued", failureCode: undefined, attempt: 0 },
    ...{ failedAttempts: 0, startStep: 0, resuming: false, due: "now", expiry: "never", cancelRequested: false },
    ...{ forcedAttempt: undefined, approvals: [], projected: {}, outputs: {}, lines: 0, age: 0 },
    ...{ held: false, purges: 0, purged: false, schedule: undefined, sharesKey: false, askedBy: [0] },
    ...of,
  };
}

export const laneCapacities = [1, 2, null] as const;
export const workerLabels = [[], ["gpu"], []] as const;
export const workerSlots = 2;
/** What schedules run. */
export const scheduledSteps: readonly StepKind[] = ["others"];

export function emptyModel(): Model {
  return {
    lanes: laneCapacities.map((capacity) => ({ capacity, paused: false })),
    workers: workerLabels.map((labels) => ({ labels, known: false, draining: false })),
    ...{ runs: [], leases: [], schedules: [], minute: 1 },
  };
}

export const isFinal = (run: ModelRun): boolean => ["succeeded", "failed", "cancelled"].includes(run.status);

export function holdsSlot({ status, resuming }: ModelRun): boolean {
  return ["claimed", "running", "waiting"].includes(status) || (status === "queued" && resuming);
}

/** The step an attempt executes next or now; undefined past its last one. */
export function currentStep(run: ModelRun): number | undefined {
  const open = Object.entries(run.projected).find(([, status]) => status === "pending" || status === "running");
  return open && Number(open[0]);
}

export const isApproval = (kind: StepKind | undefined): kind is ApprovalKind =>
  kind !== undefined && kind !== "shell" && kind !== "wait";

/** What a run asks in its present attempt. */
export function newApproval({ attempt, askedBy }: ModelRun, kind: ApprovalKind): ModelApproval {
  return { attempt, kind, status: "pending", by: [], askedBy: [...askedBy], input: undefined };
}

/** The concurrency key a run names, and how many may hold it. */
export function keyOf(run: Pick<ModelRun, "demand"> & Partial<ModelRun>): { name: string; limit: number } | undefined {
  if (run.sharesKey) return { name: `schedule ${run.schedule}`, limit: 1 };
  if (run.demand === "two") return { name: "two", limit: 2 };
  return run.demand === "one" || run.demand === "one and gpu" ? { name: "one", limit: 1 } : undefined;
}
export const labelsOf = ({ demand }: { demand: Demand }): string[] => (demand.endsWith("gpu") ? ["gpu"] : []);
