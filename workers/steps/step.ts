import type { FailureCode } from "../../supabase/functions/_shared/contracts/run-status.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import type { ApprovalRequest } from "../../supabase/functions/_shared/contracts/worker.ts";
import type { StopLog } from "../process/attempt-processes.ts";
import type { AttemptSecrets } from "../secrets/attempt-secrets.ts";
import type { Stop } from "../stop.ts";
import type { NamedOutputs } from "./outputs.ts";

export type Stream = "stdout" | "stderr" | "system";

/** What every kind of step is given. */
export interface StepContext {
  /** Index in the definition, counted from 0. */
  index: number;
  /** Which try of the step this is, counted from 1. */
  tryNo: number;
  parameters: Readonly<Record<string, Json>>;
  /** What earlier steps have left, in their order. */
  outputs: readonly NamedOutputs[];
  /** Address of ops-executor, for placeholders and for scripts that check the stack. */
  opsUrl: string;
  stop: Stop;
  /** Those that the attempt's steps name, all of them resolved. */
  secrets: AttemptSecrets;
  /** Writes one line of the run's log, secrets masked. */
  log(line: string, stream?: Stream): void;
  /** The same for a line that has been through a filter of `secrets.stream`. */
  write(line: string, stream: Stream): void;
  /** Takes in how far the stopping of processes is. */
  stopLog: StopLog;
  /** What to wait for before logging more output; undefined while there is room. */
  room(): Promise<void> | undefined;
}

export interface FailedStep {
  kind: "failed";
  code: FailureCode;
  error: string;
  exitCode?: number | null;
  signal?: string | null;
  /** False: another try would only fail again. */
  retryable?: boolean;
  /** The other side asks to wait so long before the next try. */
  retryAfterSeconds?: number;
}

export type StepResult =
  | { kind: "succeeded"; exitCode?: number; outputs?: Readonly<Record<string, Json>> }
  | FailedStep
  /** The attempt's stop ended it; the attempt knows why. */
  | { kind: "stopped"; exitCode?: number | null; signal?: string | null }
  /** Gives the worker back; the run resumes after this step. */
  | { kind: "waiting"; seconds: number }
  /** The same, until people have decided. */
  | { kind: "asking"; approval: ApprovalRequest };

export function failed(code: FailureCode, error: string): FailedStep {
  return { kind: "failed", code, error };
}

/** What is to be done cannot be done as it is written, by no worker. */
export function invalidDefinition(error: string): FailedStep {
  return { ...failed("invalid_definition", error), retryable: false };
}
