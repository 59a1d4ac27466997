/** What the model's runs are made of. */
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { demandedSteps, demands } from "./operations.ts";
import { type Demand, keyOf, labelsOf, type StepKind } from "./state.ts";

type Definition = CommandInput<"templates.publish">;

const definitions: Record<StepKind, Definition["steps"][number]> = {
  shell: { name: "work", kind: "shell", run: "true" },
  wait: { name: "wait", kind: "wait", seconds: 60 },
  approval: { name: "ask one", kind: "approval", title: "Go on?", on_deadline: "fail" },
  consent: { name: "ask two", kind: "approval", title: "Go on?", approvers: { count: 2 }, on_deadline: "approve" },
};
export const stepsOf = (steps: readonly StepKind[]) => steps.map((kind) => definitions[kind]);

export const slugOf = (demand: Demand, steps: readonly StepKind[]): string =>
  `${demand.replaceAll(" ", "-")}-${steps.join("-")}`;

/** What schedules run. */
export const scheduledTemplate: Definition = {
  ...{ slug: "scheduled", name: "scheduled", steps: stepsOf(["shell"]), timeout_seconds: 3_600 },
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
