import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import type { ApprovalStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { cleanText, cutText } from "../../supabase/functions/_shared/contracts/text.ts";
import { outputValues } from "./outputs.ts";
import { fillPlaceholders } from "./placeholders.ts";
import type { StepContext, StepResult } from "./step.ts";

/**
 * Fills in what people are asked, and gives the worker back until they have decided. What the log does not show, the question does not
 * either. Throws DefinitionError.
 */
export function askApproval(step: ApprovalStep, { parameters, outputs, secrets, log }: StepContext): StepResult {
  const values = { ...parameters, ...outputValues(outputs) };
  const fill = (text: string) => secrets.text(cleanText(fillPlaceholders(text, values)));
  const title = fill(step.title).replaceAll(/\s+/g, " ").trim().slice(0, 200);
  log(`asking for approval: ${title}`, "system");
  return { kind: "asking", approval: { title, body: cutText(fill(step.body), limits.approvalBodyBytes) } };
}
