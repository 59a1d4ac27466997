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

/** The schema with its properties in the author's order, which jsonb has not kept. */
function inOrder(schema: JsonObject): JsonObject {
  const { "x-order": _, ...rest } = schema;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const names = inFieldOrder(schema, Object.keys(properties));
  const ordered = names.flatMap((name): [string, Json][] => {
    const property = properties[name];
    return property === undefined ? [] : [[name, property]];
  });
  return { ...rest, properties: Object.fromEntries(ordered) };
}

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
