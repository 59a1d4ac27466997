import * as z from "zod";
import { inFieldOrder } from "../field-order.ts";
import { checkParameters } from "../parameters.ts";
import { Json } from "../text.ts";
import type { Values } from "./intent.ts";

const Property = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  title: z.string().optional(),
  enum: z.array(Json).optional(),
  default: Json.optional(),
  examples: z.array(Json).optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
});
export type Property = z.infer<typeof Property>;

const ObjectSchema = z.looseObject({
  properties: z.record(z.string(), Property.catch({})).catch({}),
  required: z.array(z.string()).catch([]),
});

/** What a schema of values says of each: in its order, and which are needed. */
export function propertiesOf(schema: Values): { properties: Record<string, Property>; required: string[] } {
  const { properties, required } = ObjectSchema.parse(schema);
  const ordered = inFieldOrder(schema, Object.keys(properties)).map((name) => [name, properties[name] ?? {}] as const);
  return { properties: Object.fromEntries(ordered), required };
}

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function json(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

/** A text as a value of this kind; the text itself where it is none, so that the schema names the fault. */
export function typedValue(property: Property, text: string): Json {
  const choice = property.enum?.find((candidate) => writtenValue(candidate) === text);
  if (choice !== undefined) return choice;
  switch (property.type) {
    case "string":
      return text;
    case "integer":
    case "number":
      return numeral.test(text) ? Number(text) : text;
    case "boolean":
      return /^(true|yes|on)$/i.test(text) ? true : /^(false|no|off)$/i.test(text) ? false : text;
    case "array":
      if (/^\s*\[/.test(text)) return json(text);
      return text.split(",").map((item) => typedValue(property.items ?? { type: "string" }, item.trim()));
    default:
      return json(text);
  }
}

/** A value as it is typed. */
export function writtenValue(value: Json): string {
  if (typeof value === "string") return value;
  const plain = Array.isArray(value) && value.length > 0 && value.every(isPlainItem);
  return plain ? value.map(String).join(",") : JSON.stringify(value);
}

/** Stays what it is between commas. */
function isPlainItem(item: Json): boolean {
  if (typeof item === "string") return item !== "" && item.trim() === item && !/[,[{"]/.test(item);
  return typeof item === "number" || typeof item === "boolean";
}

export type CheckedValues = { ok: true; values: Values } | { ok: false; problem: string };

/** Checks values against their schema; defaults are left to the server, so that a line says no more than what was typed. */
export function checkValues(schema: Values, values: Values, what: string): CheckedValues {
  const checked = checkParameters(schema, values, "");
  return checked.ok ? { ok: true, values } : { ok: false, problem: `${what}: ${checked.message}.` };
}
