/** An approval that counts as given at its deadline has the defaults for its input, which nobody gave. */
import type * as z from "zod";
import { withDefaults } from "./conditions.ts";
import { limits } from "./limits.ts";
import { checkParameters } from "./parameters.ts";
import type { ApprovalStep, StepDefinition } from "./step.ts";

/** What the defaults leave open; null: nothing. A default under a condition does not count: `private.default_input` knows no conditions. */
function leftOpen(schema: ApprovalStep["input_schema"]): string | null {
  const defaults = withDefaults(schema, {});
  const checked = checkParameters(schema, defaults, "input", limits.approvalInputBytes);
  if (!checked.ok) return checked.message;
  const conditional = Object.keys(checked.parameters).filter((name) => !Object.hasOwn(defaults, name));
  return conditional.length === 0 ? null : `the default of ${conditional.join(", ")} depends on a condition`;
}

/** Refuses steps that would go on at a deadline without an input that later steps may count on. */
export function checkDeadlineInputs(
  { steps = [] }: { steps?: StepDefinition[] | undefined },
  context: z.RefinementCtx,
): void {
  for (const [index, step] of steps.entries()) {
    const open = step.kind === "approval" && step.on_deadline === "approve" ? leftOpen(step.input_schema) : null;
    if (open === null) continue;
    const message = `cannot be approve, since the input's defaults are not all that it needs: ${open}`;
    context.addIssue({ code: "custom", path: ["steps", index, "on_deadline"], message });
  }
}
