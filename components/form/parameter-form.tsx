"use client";
import { ParameterField } from "../runboard/parameter-field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { ParameterFormState } from "./use-parameter-form.ts";

export interface ParameterFormProps {
  /** The controls' ids are `<id>-0`, `<id>-1`, as they stand. */
  id: string;
  form: Pick<ParameterFormState, "fields" | "values" | "errors" | "change">;
}

/** The fields of a parameter schema, wherever parameters are asked for. */
export function ParameterForm({ id, form }: ParameterFormProps) {
  return (
    <>
      {form.fields.map((field, index) => (
        <ParameterField
          key={field.name}
          id={`${id}-${index}`}
          field={field}
          value={form.values[field.name] ?? field.initial}
          error={form.errors.get(field.name)}
          onChange={(value) => form.change(field.name, value)}
        />
      ))}
      {form.errors.has("") && <Notice tone="bad" role="alert" title={form.errors.get("")} />}
    </>
  );
}

/** Puts the focus into the control at `index`; below 0: nowhere. */
export function focusParameter(root: HTMLElement | null, id: string, index: number): void {
  if (index >= 0) root?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${index}`)}`)?.focus();
}
