"use client";
import { type ReactNode, useId } from "react";
import { Checkbox } from "./checkbox.tsx";

export interface CheckListProps<Value> {
  legend: ReactNode;
  hint?: ReactNode;
  options: readonly { value: Value; label: ReactNode; detail?: ReactNode }[];
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
}

/** Any of a few things, each with a tick box. Longer than its place it scrolls by itself. */
export function CheckList<Value extends string | number>(props: CheckListProps<Value>) {
  const { legend, hint, options, chosen, onChange } = props;
  const id = useId();
  const toggle = (value: Value) =>
    onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">{legend}</legend>
      {hint && <p className="text-muted text-sm">{hint}</p>}
      <div className="flex max-h-56 flex-col overflow-y-auto rounded-md border border-line-strong px-1.5 py-1">
        {options.map(({ value, label, detail }) => (
          <label key={value} htmlFor={`${id}-${value}`} className="flex min-h-7 shrink-0 items-start gap-1.5 py-0.5">
            <Checkbox id={`${id}-${value}`} checked={chosen.includes(value)} onChange={() => toggle(value)} />
            <span className="min-w-0 pt-0.5">
              <span className="font-medium">{label}</span>
              {detail && <span className="text-muted"> {detail}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
