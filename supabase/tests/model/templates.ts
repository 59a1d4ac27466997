/** What the model's runs are made of. */
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { type Ask, askOf } from "./asks.ts";
import { demandedSteps, demands } from "./operations.ts";
import { type Demand, keyOf, labelsOf, type StepKind, scheduledSteps } from "./state.ts";

type Definition = CommandInput<"templates.publish">;

type Step = Definition["steps"][number];
const size = { size: { type: "integer", default: 3 } } as const;
const inputSchemas = {
  none: { type: "object", properties: {} },
  size: { type: "object", properties: size },
  ticket: { type: "object", properties: { ...size, ticket: { type: "string" } }, required: ["ticket"] },
} as const satisfies Record<Ask["input"], Extract<Step, { kind: "approval" }>["input_schema"]>;

function stepOf(kind: StepKind): Step {
  if (kind === "shell") return { name: "work", kind, run: "true" };
  if (kind === "wait") return { name: "wait", kind, seconds: 60 };
  const { roles, count, notRequester, onDeadline, input } = askOf(kind);
  return {
    ...{
      name: `ask ${kind}`,
      kind: "approval",
      title: "Go on?",
      on_deadline: onDeadline,
      input_schema: inputSchemas[input],
    },
    approvers: { roles: [...roles], count, not_requester: notRequester },
  };
}
export const stepsOf = (steps: readonly StepKind[]) => steps.map(stepOf);

export const slugOf = (demand: Demand, steps: readonly StepKind[]): string =>
  `${demand.replaceAll(" ", "-")}-${steps.join("-")}`;

export const scheduledTemplate: Definition = {
  ...{ slug: "scheduled", name: "scheduled", steps: stepsOf(scheduledSteps), timeout_seconds: 3_600 },
};

/** A template for every demand; its key is apart in every session. */
export const templates: readonly Definition[] = demands.flatMap((demand) =>
  demandedSteps.map((steps): Definition => {
    const key = keyOf({ demand });
    return {
      ...{ slug: slugOf(demand, steps), name: slugOf(demand, steps), steps: stepsOf(steps) },
      parameter_schema: { type: "object", properties: { session: { type: "integer" } } },
      ...(key ? { concurrency: { key: `model:${key.name}:{{session}}`, limit: key.limit } } : {}),
      required_labels: labelsOf({ demand }),
    };
  }),
);
