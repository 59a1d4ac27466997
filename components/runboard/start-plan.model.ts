import { QueueExpiry, RunTimeout } from "../../supabase/functions/_shared/contracts/timing.ts";
import type { RunLimitsView } from "../types.ts";
import { startTimeOf } from "./start-time.model.ts";

/** What stands in the fields about when a run starts and what it may take. */
export interface StartPlanFields {
  /** Date and time; null: now. */
  time: string | null;
  /** Minutes; empty: as the template says. */
  expires: string;
  timeout: string;
}
export type StartPlanErrors = { readonly [Name in keyof StartPlanFields]?: string };

/** What limits a run, in seconds; null: nothing, or what is not known any more. */
export interface GivenLimits {
  expires_in_seconds: number | null;
  timeout_seconds: number | null;
}

/** What the fields begin with. */
export function startPlanFields(given?: GivenLimits): StartPlanFields {
  const minutes = (seconds: number | null | undefined) => (seconds == null ? "" : String(+(seconds / 60).toFixed(6)));
  return { time: null, expires: minutes(given?.expires_in_seconds), timeout: minutes(given?.timeout_seconds) };
}

/** What a run was given when it was made. */
export function limitsGiven({ queued_at, queue_expires_at, timeout_seconds }: RunLimitsView): GivenLimits {
  const expires = queue_expires_at === null ? null : (Date.parse(queue_expires_at) - Date.parse(queued_at)) / 1_000;
  return { expires_in_seconds: expires, timeout_seconds };
}

/** The same in the words of the command; what is absent is the template's. */
export interface StartPlan {
  available_at?: string;
  expires_in_seconds?: number;
  timeout_seconds?: number;
}

export function startPlanOf(
  { time, expires, timeout }: StartPlanFields,
  now: number,
): { ok: true; plan: StartPlan } | { ok: false; errors: StartPlanErrors } {
  const at = startTimeOf(time, now);
  const [queued, running] = [secondsOf(expires, QueueExpiry), secondsOf(timeout, RunTimeout)];
  if (!at.ok || queued === null || running === null) {
    const errors = {
      ...(!at.ok && { time: at.message }),
      ...(queued === null && { expires: wrong(QueueExpiry) }),
      ...(running === null && { timeout: wrong(RunTimeout) }),
    };
    return { ok: false, errors };
  }
  const plan = {
    ...(at.available_at !== undefined && { available_at: at.available_at }),
    ...(queued !== undefined && { expires_in_seconds: queued }),
    ...(running !== undefined && { timeout_seconds: running }),
  };
  return { ok: true, plan };
}

type Seconds = typeof QueueExpiry | typeof RunTimeout;

/** Undefined for an empty field, null for one that the contract does not take. */
function secondsOf(minutes: string, contract: Seconds): number | null | undefined {
  if (minutes.trim() === "") return undefined;
  const seconds = contract.safeParse(Math.round(Number(minutes) * 60_000) / 1_000);
  return seconds.success ? seconds.data : null;
}

const wrong = (contract: Seconds) =>
  `Give a number of minutes above 0, at most ${((contract.maxValue ?? 0) / 60).toLocaleString("en-US")}.`;
