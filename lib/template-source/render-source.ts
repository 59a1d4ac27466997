import { stringify } from "yaml";
import type { z } from "zod";
import { inFieldOrder } from "../../supabase/functions/_shared/contracts/field-order.ts";
import { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import { TemplateDefinition } from "../../supabase/functions/_shared/contracts/template.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";

type JsonObject = Record<string, Json>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** YAML for a version that was published without: what it says, without what is so anyway. */
export function renderTemplateSource(definition: TemplateDefinition): string {
  const { steps, parameter_schema, ...rest } = definition;
  const said = {
    ...withoutDefaults(TemplateDefinition, { ...rest, parameter_schema: inOrder(parameter_schema), steps }, ["steps"]),
    steps: steps.map((step) => withoutDefaults(StepDefinition, namedFirst(step))),
  };
  return stringify(said, { lineWidth: 120, blockQuote: "literal" });
}

/** A step as people write it: its name, its kind, what it does. */
function namedFirst(step: StepDefinition): StepDefinition {
  const { name, kind } = step;
  return Object.assign({ name, kind }, step);
}

/** How people order what a schema says; jsonb has not kept it. Other keywords stand where the dots are. */
const keywordOrder = [
  "type",
  "title",
  "description",
  "enum",
  "default",
  "...",
  "properties",
  "required",
  "allOf",
  "if",
  "then",
  "else",
];
const placeOf = (keyword: string): number => {
  const place = keywordOrder.indexOf(keyword);
  return place < 0 ? keywordOrder.indexOf("...") : place;
};

/** The schema in an order to be read, its properties in the author's. */
function inOrder(schema: JsonObject): JsonObject {
  const { "x-order": _, ...rest } = schema;
  const order = isObject(schema.properties) ? inFieldOrder(schema, Object.keys(schema.properties)) : [];
  return tidy(rest, order);
}

function tidy(schema: JsonObject, order: readonly string[]): JsonObject {
  const entries = Object.entries(schema).sort(([a], [b]) => placeOf(a) - placeOf(b));
  return Object.fromEntries(
    entries.map(([key, value]): [string, Json] => {
      if (key === "properties" && isObject(value)) {
        const names = [...order.filter((name) => Object.hasOwn(value, name)), ...Object.keys(value)];
        return [key, Object.fromEntries([...new Set(names)].map((name) => [name, tidied(value[name] ?? {})]))];
      }
      return [key, ["if", "then", "else", "items"].includes(key) ? tidied(value, order) : value];
    }),
  );
}

const tidied = (value: Json, order: readonly string[] = []): Json => (isObject(value) ? tidy(value, order) : value);

/** Leaves out every key without which the schema reads the same. */
function withoutDefaults<T extends object>(schema: z.ZodType<T>, value: T, keep: readonly string[] = []): Partial<T> {
  const whole = JSON.stringify(schema.parse(value));
  const needed = Object.entries(value).filter(([key]) => {
    if (keep.includes(key)) return true;
    const { [key]: _, ...rest } = Object.fromEntries(Object.entries(value));
    const read = schema.safeParse(rest);
    return !read.success || JSON.stringify(read.data) !== whole;
  });
  // The cast: these are entries of the value itself.
  return Object.fromEntries(needed) as Partial<T>;
}
