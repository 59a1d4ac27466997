import type { Json } from "./text.ts";

/**
 * Where a parameter schema holds conditions and which fields they bring, without zod: pages show parameters before they read anything.
 * What holds is evaluated in `conditions.ts`.
 */

export type JsonObject = Record<string, Json>;
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

export const conditionKeys = ["if", "then", "else"];
export const isConditional = (value: Json): value is JsonObject =>
  isObject(value) && conditionKeys.some((key) => Object.hasOwn(value, key));

/** The conditions that a schema or a branch holds, in the order in which they are applied. */
export function conditionsOf(holder: JsonObject): JsonObject[] {
  const listed = Array.isArray(holder.allOf) ? holder.allOf.filter(isConditional) : [];
  return isConditional(holder) ? [holder, ...listed] : listed;
}

export const hasConditions = (schema: JsonObject): boolean => conditionsOf(schema).length > 0;

/** Names of all parameters that a schema may ask for; those of a branch behind the ones that its condition looks at. */
export function parameterNames(schema: JsonObject): string[] {
  return withNamesOf([], schema);
}

function withNamesOf(before: readonly string[], holder: JsonObject): string[] {
  const own = Object.keys(objectOf(holder.properties)).filter((name) => !before.includes(name));
  return conditionsOf(holder).reduce<string[]>(
    (names, condition) => {
      const watched = Object.keys(objectOf(objectOf(condition.if).properties)).map((name) => names.indexOf(name));
      const place = Math.max(...watched, -1) < 0 ? names.length : Math.max(...watched) + 1;
      const branches = ["then", "else"].map((key) => objectOf(condition[key]));
      const added = branches.flatMap((branch) => Object.keys(objectOf(branch.properties)));
      const fresh = [...new Set(added)].filter((name) => !names.includes(name));
      const together = [...names.slice(0, place), ...fresh, ...names.slice(place)];
      return branches.reduce<string[]>((all, branch) => withNamesOf(all, branch), together);
    },
    [...before, ...own],
  );
}

/** What a schema says of one parameter, wherever it declares it: before conditions, else in the first branch that does. */
export function parameterProperty(schema: JsonObject, name: string): JsonObject | undefined {
  const own = objectOf(schema.properties)[name];
  if (isObject(own)) return own;
  const branches = conditionsOf(schema).flatMap((condition) => [objectOf(condition.then), objectOf(condition.else)]);
  return branches.map((branch) => parameterProperty(branch, name)).find((property) => property !== undefined);
}
