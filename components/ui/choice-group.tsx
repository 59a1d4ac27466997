"use client";
import type { ReactNode } from "react";

export interface ChoiceGroupProps<Value extends string> {
  name: string;
  legend: ReactNode;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode; detail?: ReactNode }[];
}

/** One of a few things, all of them in sight. */
export function ChoiceGroup<Value extends string>({ name, legend, value, onChange, options }: ChoiceGroupProps<Value>) {
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 font-medium">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex min-h-7 items-start gap-2 py-1">
          <input
            type="radio"
            name={name}
            className="mt-0.5 size-4 shrink-0 accent-accent"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            {option.label}
            {option.detail && <span className="ml-2 text-muted text-sm">{option.detail}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
