"use client";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";

export interface StartTimeProps {
  id: string;
  /** What stands in the field for date and time; null: start now. */
  value: string | null;
  error: string | undefined;
  onChange: (value: string | null) => void;
}

/** Now, or at a moment by the clock of this browser. */
export function StartTime({ id, value, error, onChange }: StartTimeProps) {
  return (
    <Field id={id} label="Start" error={error}>
      <div className="flex flex-wrap gap-2">
        <Select
          id={id}
          className="max-w-48"
          value={value === null ? "now" : "later"}
          onValueChange={(choice) => onChange(choice === "later" ? "" : null)}
          options={[
            { value: "now", label: "Now" },
            { value: "later", label: "Later" },
          ]}
        />
        {value !== null && (
          <Input
            type="datetime-local"
            aria-label="Start at"
            className="max-w-56"
            required
            {...(error === undefined ? {} : { "aria-describedby": `${id}-error`, "aria-invalid": true })}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </div>
    </Field>
  );
}
