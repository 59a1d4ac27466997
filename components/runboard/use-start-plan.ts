import { useState } from "react";
import {
  type GivenPlan,
  type StartPlan,
  type StartPlanErrors,
  type StartPlanFields,
  startPlanFields,
  startPlanOf,
} from "./start-plan.model.ts";

export interface StartPlanState {
  fields: StartPlanFields;
  errors: StartPlanErrors;
  change: (changed: Partial<StartPlanFields>) => void;
  /** Null where something is wrong, which then stands beside its field. */
  check: () => StartPlan | null;
}

/** When a run starts and what it may take, as its form asks for it. */
export function useStartPlan(given?: GivenPlan): StartPlanState {
  const [fields, setFields] = useState(() => startPlanFields(given));
  const [errors, setErrors] = useState<StartPlanErrors>({});
  return {
    fields,
    errors,
    change(changed) {
      setFields({ ...fields, ...changed });
      setErrors({});
    },
    check() {
      const checked = startPlanOf(fields, Date.now());
      setErrors(checked.ok ? {} : checked.errors);
      return checked.ok ? checked.plan : null;
    },
  };
}
