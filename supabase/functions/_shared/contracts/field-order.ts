import { parameterNames } from "./condition-fields.ts";
import type { Json } from "./text.ts";

type JsonObject = Record<string, Json>;

/** The annotation that keeps the order in which an author wrote a schema's properties: jsonb does not keep it. */
const annotation = "x-order";

/** The schema with the order of its properties written down, unless its author did. */
export function withFieldOrder(schema: JsonObject): JsonObject {
  const names = parameterNames(schema);
  return annotation in schema || names.length < 2 ? schema : { ...schema, [annotation]: names };
}

/** Names of properties in the author's order; those that the schema does not order come last, as they are. */
export function inFieldOrder(schema: JsonObject, names: readonly string[]): string[] {
  const order = schema[annotation];
  const placed = Array.isArray(order) ? order.filter((name) => typeof name === "string" && names.includes(name)) : [];
  const known = new Set(placed.map(String));
  return [...known, ...names.filter((name) => !known.has(name))];
}
