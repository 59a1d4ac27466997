import type { ClaimRunsOutput } from "../supabase/functions/_shared/contracts/worker.ts";
import { jitter } from "./jitter.ts";

/** Milliseconds until the next claim, before jitter. `woken`: wake-ups arrive, so that polling is only for what nobody is woken for. */
const pauses = { woken: 3_000, unwoken: 1_000, draining: 3_000, contended: 35 } as const;

/** How long to wait after a claim that took nothing: as seldom as wake-ups allow, but never past the moment when a run falls due. */
export function pauseAfter(answer: Omit<ClaimRunsOutput, "runs" | "wake_topic">, woken: boolean): number {
  if (answer.contended) return jitter(pauses.contended);
  if (answer.draining) return jitter(pauses.draining);
  const pause = jitter(woken ? pauses.woken : pauses.unwoken);
  return answer.due_in_ms === null ? pause : Math.min(pause, answer.due_in_ms + jitter(pauses.contended));
}
