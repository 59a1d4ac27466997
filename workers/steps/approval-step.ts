import { describeIssues } from "../../supabase/functions/_shared/contracts/issues.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import type { ApprovalStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { cleanText, cutText } from "../../supabase/functions/_shared/contracts/text.ts";
import { ApprovalRequest } from "../../supabase/functions/_shared/contracts/worker.ts";
import { outputValues } from "./outputs.ts";
import { DefinitionError, fillPlaceholders } from "./placeholders.ts";
import type { StepContext, StepResult } from "./step.ts";

const advice = "Give what it names a value, or write words of the step's own around it";

/**
 * Fills in what people are asked, and gives the worker back until they have decided. What the log does not show, the question does not
 * either. Throws DefinitionError, also for what the server would refuse: that would end the attempt without saying why.
 */
export function askApproval(step: ApprovalStep, { parameters, outputs, secrets, log }: StepContext): StepResult {
  const values = { ...parameters, ...outputValues(outputs) };
  const fill = (text: string) => secrets.text(cleanText(fillPlaceholders(text, values)));
  const request = ApprovalRequest.safeParse({
    title: fill(step.title).replaceAll(/\s+/g, " ").trim().slice(0, 200),
    body: cutText(fill(step.body), limits.approvalBodyBytes),
  });
  if (!request.success) {
    const why = describeIssues(request.error);
    throw new DefinitionError(`The approval cannot be asked as it is filled in: ${why}. ${advice}`);
  }
  log(`asking for approval: ${request.data.title}`, "system");
  return { kind: "asking", approval: request.data };
}
