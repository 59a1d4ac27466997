import { MaxAttempts, Priority, QueueExpiry, RunTimeout } from "../../supabase/functions/_shared/contracts/timing.ts";
import type { RunLimitsView, RunView } from "../types.ts";
import { startTimeOf } from "./start-time.model.ts";

/** What stands in the fields about when a run starts and what it may take. */
export interface StartPlanFields {
  /** Date and time; null: now. */
  time: string | null;
  /** Empty: 0. */
  priority: string;
  /** Minutes; empty: as the template says. */
  expires: string;
  timeout: string;
  /** Failed ones before it stays failed; empty: as the template says. */
  attempts: string;
}
export type StartPlanErrors = { readonly [Name in keyof StartPlanFields]?: string };

/** What limits a run, in seconds; null: nothing, or what is not known any more. */
export interface GivenLimits {
  expires_in_seconds: number | null;
  timeout_seconds: number | null;
}
/** With how often it may fail, and what it comes before. */
export interface GivenPlan extends GivenLimits {
  max_attempts: number;
  priority: number;
}

/** What the fields begin with. */
export function startPlanFields(given?: GivenPlan): StartPlanFields {
  const minutes = (seconds: number | null | undefined) => (seconds == null ? "" : String(+(seconds / 60).toFixed(6)));
  return {
    time: null,
    priority: given === undefined || given.priority === 0 ? "" : String(given.priority),
    expires: minutes(given?.expires_in_seconds),
    timeout: minutes(given?.timeout_seconds),
    attempts: given === undefined ? "" : String(given.max_attempts),
  };
}

/** What a run was given when it was made. */
export function limitsGiven({ queued_at, queue_expires_at, timeout_seconds }: RunLimitsView): GivenLimits {
  const expires = queue_expires_at === null ? null : (Date.parse(queue_expires_at) - Date.parse(queued_at)) / 1_000;
  return { expires_in_seconds: expires, timeout_seconds };
}
export function planGiven(run: Pick<RunView, "max_attempts" | "priority">, limits: RunLimitsView): GivenPlan {
  return { ...limitsGiven(limits), max_attempts: run.max_attempts, priority: run.priority };
}

/** The same in the words of the command; what is absent is the template's, or 0 for the priority. */
export interface StartPlan {
  available_at?: string;
  priority?: number;
  expires_in_seconds?: number;
  timeout_seconds?: number;
  max_attempts?: number;
}

export function startPlanOf(
  fields: StartPlanFields,
  now: number,
): { ok: true; plan: StartPlan } | { ok: false; errors: StartPlanErrors } {
  const at = startTimeOf(fields.time, now);
  const priority = countOf(fields.priority, Priority);
  const expires = secondsOf(fields.expires, QueueExpiry);
  const timeout = secondsOf(fields.timeout, RunTimeout);
  const attempts = countOf(fields.attempts, MaxAttempts);
  if (!at.ok || priority === null || expires === null || timeout === null || attempts === null) {
    const errors = {
      ...(!at.ok && { time: at.message }),
      ...(priority === null && { priority: wrongCount(Priority) }),
      ...(expires === null && { expires: wrongMinutes(QueueExpiry) }),
      ...(timeout === null && { timeout: wrongMinutes(RunTimeout) }),
      ...(attempts === null && { attempts: wrongCount(MaxAttempts) }),
    };
    return { ok: false, errors };
  }
  const plan = {
    ...(at.available_at !== undefined && { available_at: at.available_at }),
    ...(priority !== undefined && { priority }),
    ...(expires !== undefined && { expires_in_seconds: expires }),
    ...(timeout !== undefined && { timeout_seconds: timeout }),
    ...(attempts !== undefined && { max_attempts: attempts }),
  };
  return { ok: true, plan };
}

type Seconds = typeof QueueExpiry | typeof RunTimeout;
type Count = typeof Priority | typeof MaxAttempts;

/** Undefined for an empty field, null for one that the contract does not take. */
function secondsOf(minutes: string, contract: Seconds): number | null | undefined {
  if (minutes.trim() === "") return undefined;
  const seconds = contract.safeParse(Math.round(Number(minutes) * 60_000) / 1_000);
  return seconds.success ? seconds.data : null;
}
function countOf(text: string, contract: Count): number | null | undefined {
  if (text.trim() === "") return undefined;
  const count = contract.safeParse(Number(text));
  return count.success ? count.data : null;
}

const wrongMinutes = (contract: Seconds) =>
  `Give a number of minutes above 0, at most ${((contract.maxValue ?? 0) / 60).toLocaleString("en-US")}.`;
const wrongCount = (contract: Count) => `Give a whole number from ${contract.minValue} to ${contract.maxValue}.`;
