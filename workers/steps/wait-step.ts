import { setTimeout as delay } from "node:timers/promises";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import type { WaitStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { outputValues } from "./outputs.ts";
import { fillNumber } from "./placeholders.ts";
import { invalidDefinition, type StepContext, type StepResult } from "./step.ts";

/** Longest wait that the contract takes: a year. */
const longestSeconds = 31_536_000;

/** Waits here for up to 30 s; for longer, asks to give the worker back. Throws DefinitionError. */
export async function runWaitStep(
  step: WaitStep,
  { parameters, outputs, stop, log }: StepContext,
): Promise<StepResult> {
  const seconds = fillNumber(step.seconds, { ...parameters, ...outputValues(outputs) });
  if (seconds < 0 || seconds > longestSeconds) {
    return invalidDefinition(`Cannot wait ${seconds} s: it must be between 0 and ${longestSeconds} s`);
  }
  if (seconds > limits.inlineWaitSeconds) {
    log(`waiting ${seconds} s without a worker`, "system");
    return { kind: "waiting", seconds };
  }
  log(`waiting ${seconds} s`, "system");
  await delay(seconds * 1_000, undefined, { signal: stop.signal }).catch(() => undefined);
  return stop.signal.aborted ? { kind: "stopped" } : { kind: "succeeded" };
}
