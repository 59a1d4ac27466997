import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import type { JsonObject } from "../types.ts";

/** A schema for parameters that no template describes, as those of ad-hoc steps: each keeps its type. */
export function schemaOfGiven(parameters: JsonObject): JsonObject {
  const properties = Object.entries(parameters).map(([name, value]) => [name, schemaOf(value)]);
  return { type: "object", properties: Object.fromEntries(properties) };
}

function schemaOf(value: Json): JsonObject {
  if (typeof value === "number" || typeof value === "boolean") return { type: typeof value };
  // A line takes no line breaks, and an empty one stands for no value.
  if (typeof value === "string") return value === "" || /[\n\r]/.test(value) ? {} : { type: "string" };
  const lines = Array.isArray(value) && value.length > 0 && value.every((item) => schemaOf(item).type === "string");
  return lines ? { type: "array", items: { type: "string" } } : {};
}
