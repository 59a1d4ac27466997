import type { Json } from "./text.ts";

/** Marks the parameter that names what a run is about, such as the environment. */
const annotation = "x-target";

/** What somebody types before a run of a template that asks for it: the value of the parameter marked as its target, else the template's name. */
export function confirmTarget(
  { name, parameter_schema }: { name: string; parameter_schema: Record<string, Json> },
  parameters: Record<string, Json>,
): string {
  const { properties } = parameter_schema;
  const marked = Object.entries(Object(properties)).find(
    ([, property]) => typeof property === "object" && property !== null && Object(property)[annotation] === true,
  );
  const value = marked === undefined ? undefined : parameters[marked[0]];
  return value === undefined || value === "" || typeof value === "object" ? name : String(value);
}
