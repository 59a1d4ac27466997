import { setTimeout as delay } from "node:timers/promises";
import type { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import { backoffSeconds } from "../../supabase/functions/_shared/contracts/timing.ts";
import { askApproval } from "./approval-step.ts";
import { runHttpStep } from "./http-step.ts";
import { DefinitionError } from "./placeholders.ts";
import { runShellStep, type ShellContext } from "./shell-step.ts";
import { invalidDefinition, type StepResult } from "./step.ts";
import { runWaitStep } from "./wait-step.ts";

/** Runs one step of any kind, again and again as its `retry` says. Throws only for what is the worker's own fault. */
export async function runStep(step: StepDefinition, context: ShellContext): Promise<StepResult> {
  const retry = "retry" in step ? step.retry : undefined;
  const tries = retry?.max_attempts ?? 1;
  for (let tryNo = 1; ; tryNo += 1) {
    const result = await tryStep(step, { ...context, tryNo });
    if (retry === undefined || tryNo >= tries || result.kind !== "failed" || context.stop.signal.aborted) return result;
    const why = `try ${tryNo} of ${tries} failed: ${result.error.split("\n", 1)[0]}`;
    if (result.retryable === false) {
      context.log(`${why}; another would not help`);
      return result;
    }
    const seconds = Math.max(backoffSeconds(retry.backoff, tryNo, Math.random()), result.retryAfterSeconds ?? 0);
    context.log(`${why}; the next in ${seconds.toFixed(1)} s`);
    await delay(seconds * 1_000, undefined, { signal: context.stop.signal }).catch(() => undefined);
    if (context.stop.signal.aborted) return { kind: "stopped" };
    context.log(`try ${tryNo + 1} of ${tries}`);
  }
}

async function tryStep(step: StepDefinition, context: ShellContext): Promise<StepResult> {
  try {
    switch (step.kind) {
      case "shell":
        return await runShellStep(step, context);
      case "http":
        return await runHttpStep(step, context);
      case "wait":
        return await runWaitStep(step, context);
      case "approval":
        return askApproval(step, context);
    }
  } catch (error) {
    if (error instanceof DefinitionError) return invalidDefinition(error.message);
    throw error;
  }
}
