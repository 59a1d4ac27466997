"use client";
import { ParameterField } from "../runboard/parameter-field.tsx";
import type { ParameterField as FieldModel, FieldValue } from "../runboard/parameter-form.model.ts";
import { Notice } from "../ui/notice.tsx";

export interface ScheduleParametersProps {
  id: string;
  fields: readonly FieldModel[];
  /** By field name; absent: as the field begins. */
  values: Readonly<Record<string, FieldValue>>;
  errors: ReadonlyMap<string, string>;
  onChange: (name: string, value: FieldValue) => void;
}

/** The parameters of the template, as its own start form has them. */
export function ScheduleParameters({ id, fields, values, errors, onChange }: ScheduleParametersProps) {
  if (fields.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-4 rounded-md border border-line bg-sunken p-3">
      <legend className="px-1 font-medium">Parameters</legend>
      {fields.map((field, index) => (
        <ParameterField
          key={field.name}
          id={`${id}-parameter-${index}`}
          field={field}
          value={values[field.name] ?? field.initial}
          error={errors.get(field.name)}
          onChange={(value) => onChange(field.name, value)}
        />
      ))}
      {errors.has("") && <Notice tone="bad" role="alert" title={errors.get("")} />}
    </fieldset>
  );
}
