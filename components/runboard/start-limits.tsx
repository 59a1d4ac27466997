"use client";
import { useState } from "react";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import type { StartPlanState } from "./use-start-plan.ts";

const limits = [
  {
    name: "priority",
    label: "Priority",
    hint: "From -100 to 100: in its lane a higher one comes first. Empty: 0.",
  },
  {
    name: "expires",
    label: "Expires after",
    hint: "Minutes in the queue: a run that nobody claims by then fails. Empty: as the template says.",
  },
  {
    name: "timeout",
    label: "Times out after",
    hint: "Minutes of running: what takes longer is stopped and fails. Empty: as the template says.",
  },
  {
    name: "attempts",
    label: "Attempts that may fail",
    hint: "1 to 20: after so many it stays failed; 1 means that it is not tried again. Empty: as the template says.",
  },
] as const;

/**
 * What a run comes before, how long it may be queued and run, and how often it may fail; folded where nothing is out of the ordinary, because
 * templates say it for most.
 */
export function StartLimits({ id, plan }: { id: string; plan: StartPlanState }) {
  const wrong = limits.some(({ name }) => plan.errors[name] !== undefined);
  const [given] = useState(() => limits.some(({ name }) => name !== "attempts" && plan.fields[name] !== ""));
  return (
    <details {...((wrong || given) && { open: true })}>
      <summary className="w-fit cursor-pointer font-medium">Priority and limits</summary>
      <div className="flex flex-col gap-4 pt-3">
        {limits.map(({ name, label, hint }) => (
          <Field key={name} id={`${id}-${name}`} label={label} hint={hint} error={plan.errors[name]}>
            <Input
              id={`${id}-${name}`}
              {...describedBy(`${id}-${name}`, hint, plan.errors[name])}
              inputMode={name === "priority" ? "text" : "decimal"}
              autoComplete="off"
              className="max-w-32"
              value={plan.fields[name]}
              onChange={(event) => plan.change({ [name]: event.target.value })}
            />
          </Field>
        ))}
      </div>
    </details>
  );
}
