import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";

/** What a step's definition says cannot be done with this run's parameters. The message is for the operator. */
export class DefinitionError extends Error {
  override name = "DefinitionError";
}

export type PlaceholderValues = Readonly<Record<string, Json>>;

/** Fills in `{{name}}`: strings as they are, other values as JSON. Throws DefinitionError for a name that has no value. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      const why = name.startsWith("secrets.")
        ? "secrets may stand in headers and the body of an http step only"
        : name.startsWith("steps.")
          ? "no earlier step has left an output of that name"
          : "there is no parameter of that name";
      throw new DefinitionError(`{{${name}}} has no value: ${why}`);
    }
    return textOf(value);
  });
}

/** A number, or text that yields one. Throws DefinitionError when it does not. */
export function fillNumber(value: number | string, values: PlaceholderValues): number {
  if (typeof value === "number") return value;
  const text = fillPlaceholders(value, values).trim();
  const number = Number(text);
  if (text === "" || !Number.isFinite(number))
    throw new DefinitionError(`${value} is "${text}", which is not a number`);
  return number;
}

/** A parameter as scripts and placeholders see it. */
export function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
