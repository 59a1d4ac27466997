/** The model: what design.md section 2 says about sessions of runs, in plain data. Nothing here knows SQL. */
import type { RunStatus, StepStatus } from "../../functions/_shared/contracts/run-status.ts";

export interface ModelRun {
  /** The run's id, which is its name and its place among equals. */
  number: number;
  lane: number;
  priority: number;
  /** Kinds of its steps. */
  steps: readonly ("shell" | "wait")[];
  maxAttempts: number;
  status: RunStatus;
  attempt: number;
  failedAttempts: number;
  startStep: number;
  /** Resumes after a wait: keeps its slot while queued. */
  resuming: boolean;
  /** `later`: not due; `passed`: its time has come and the next sweep makes it due. */
  due: "now" | "later" | "passed";
  cancelRequested: boolean;
  /** States of the latest attempt's steps, by index; those before its first step are absent. */
  projected: Partial<Record<number, StepStatus>>;
}

export interface ModelLease {
  token: string;
  /** Number of its run. */
  run: number;
  attempt: number;
  batches: number;
  /** `dead`: its time is over and nobody has noticed. */
  state: "live" | "dead" | "ended";
  /** What the finish that ended it answered; a repeat gets the same. */
  receipt: RunStatus | undefined;
}

export interface Model {
  lanes: { capacity: number | null; paused: boolean }[];
  runs: ModelRun[];
  leases: ModelLease[];
}

export function emptyModel(): Model {
  return { lanes: [1, 2, null].map((capacity) => ({ capacity, paused: false })), runs: [], leases: [] };
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
