import type { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import { runHttpStep } from "./http-step.ts";
import { DefinitionError } from "./placeholders.ts";
import { runShellStep, type ShellContext } from "./shell-step.ts";
import { failed, type StepResult } from "./step.ts";
import { runWaitStep } from "./wait-step.ts";

/** Runs one step of any kind. Throws only for what is the worker's own fault. */
export async function runStep(step: StepDefinition, context: ShellContext): Promise<StepResult> {
  try {
    switch (step.kind) {
      case "shell":
        return await runShellStep(step, context);
      case "http":
        return await runHttpStep(step, context);
      case "wait":
        return await runWaitStep(step, context);
    }
  } catch (error) {
    if (error instanceof DefinitionError) return failed("invalid_definition", error.message);
    throw error;
  }
}
