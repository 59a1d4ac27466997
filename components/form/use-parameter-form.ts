"use client";
import { useMemo, useState } from "react";
import {
  type CheckedForm,
  checkForm,
  type FieldValue,
  type FieldValues,
  liveFields,
} from "../runboard/parameter-form.model.ts";
import type { JsonObject } from "../types.ts";

const nothing: JsonObject = {};

/** The form of a parameter schema: its fields as they are now, what was typed, what is wrong. `given` comes before the defaults. */
export function useParameterForm(schema: JsonObject, given: JsonObject = nothing) {
  const [values, setValues] = useState<FieldValues>({});
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const fields = useMemo(() => liveFields(schema, values, given), [schema, values, given]);

  const change = (name: string, value: FieldValue) => {
    setValues((old) => ({ ...old, [name]: value }));
    setErrors((old) => new Map([...old].filter(([key]) => key !== name && key !== "")));
  };
  /** `quietly`: without telling what is wrong. */
  const check = (quietly = false): CheckedForm => {
    const typed = fields.map((field) => values[field.name] ?? field.initial);
    const checked = checkForm(schema, fields, typed);
    if (!quietly) setErrors(checked.ok ? new Map() : checked.errors);
    return checked;
  };
  const reset = () => {
    setValues({});
    setErrors(new Map());
  };
  return { fields, values, errors, change, check, reset };
}

export type ParameterFormState = ReturnType<typeof useParameterForm>;
