import type { z } from "zod";
import { boundedCheck } from "./bounded-schema.ts";
import { conditionKeys, conditionsOf, isConditional, isObject, type JsonObject, objectOf } from "./condition-fields.ts";
import type { Json } from "./text.ts";

export { hasConditions, parameterNames, parameterProperty } from "./condition-fields.ts";

/**
 * Fields that depend on others: `if`, `then` and `else` of JSON Schema at the top of a parameter schema, in entries of its `allOf`, and
 * again inside of `then` and `else`. A branch adds properties and demands (`properties`, `required`); what it declares exists only
 * while its condition holds. One evaluator for the form and for the server.
 */

const branchKeys = ["properties", "required", "allOf", "title", "description", "$comment", ...conditionKeys];

/** The schema without its conditions. */
function unconditional(schema: JsonObject): JsonObject {
  const { if: _if, then: _then, else: _else, allOf, ...rest } = schema;
  const others = Array.isArray(allOf) ? allOf.filter((entry) => !isConditional(entry)) : [];
  return others.length === 0 ? rest : { ...rest, allOf: others };
}

/** What a branch says of a property that is there already is added to it; where both say the same keyword, the branch counts. */
function withBranch(schema: JsonObject, branch: JsonObject): JsonObject {
  const properties = { ...objectOf(schema.properties) };
  for (const [name, property] of Object.entries(objectOf(branch.properties))) {
    const before = properties[name];
    properties[name] = isObject(before) && isObject(property) ? { ...before, ...property } : property;
  }
  const required = [schema.required, branch.required].flatMap((names) => (Array.isArray(names) ? names : []));
  return { ...schema, properties, required: [...new Set(required)] };
}

/** Parameters with the defaults of properties that they leave out. */
export function withDefaults(schema: JsonObject, parameters: JsonObject): JsonObject {
  const defaults = Object.entries(objectOf(schema.properties)).flatMap(([name, property]): [string, Json][] =>
    isObject(property) && property.default !== undefined ? [[name, property.default]] : [],
  );
  return { ...Object.fromEntries(defaults), ...parameters };
}

/** The check of a condition. A property that it does not give a type has the one that the schema gives it, since ranges need one. */
function compileCondition(condition: JsonObject, schema: JsonObject): z.ZodType {
  const declared = objectOf(schema.properties);
  const properties = Object.entries(objectOf(condition.properties)).map(([name, property]): [string, Json] => {
    const { type } = objectOf(declared[name]);
    return [
      name,
      isObject(property) && type !== undefined && !("const" in property || "enum" in property)
        ? { type, ...property }
        : property,
    ];
  });
  return boundedCheck({ type: "object", ...condition, properties: Object.fromEntries(properties) });
}

function apply(schema: JsonObject, holder: JsonObject, parameters: JsonObject): JsonObject {
  return conditionsOf(holder).reduce((before, condition) => {
    const holds = compileCondition(objectOf(condition.if), before).safeParse(withDefaults(before, parameters)).success;
    const branch = condition[holds ? "then" : "else"];
    return isObject(branch) ? apply(withBranch(before, branch), branch, parameters) : before;
  }, schema);
}

/** The schema that these parameters have to meet: without conditions, with the branches that they choose. Defaults count as given. */
export function effectiveSchema(schema: JsonObject, parameters: JsonObject): JsonObject {
  return apply(unconditional(schema), schema, parameters);
}

type Check = (effective: JsonObject) => unknown;

/**
 * Walks every condition and branch, as publishing a template does: `check` gets each schema that branches make, `known` each condition. Throws an Error, its message for people, when a condition cannot be used.
 */
export function inspectConditions(
  schema: JsonObject,
  check: Check,
  known: (condition: JsonObject, path: string) => void,
): void {
  const plain = unconditional(schema);
  check(plain);
  inspect(plain, schema, "schema", check, known);
}

function inspect(
  before: JsonObject,
  holder: JsonObject,
  path: string,
  check: Check,
  known: (condition: JsonObject, path: string) => void,
): void {
  for (const condition of conditionsOf(holder)) {
    if (!isObject(condition.if)) throw new Error(`${path}.if must be a schema where then or else stands`);
    if (condition.then === undefined && condition.else === undefined)
      throw new Error(`${path}.if needs a then or an else`);
    known(condition.if, `${path}.if`);
    compileCondition(condition.if, before);
    for (const key of ["then", "else"]) {
      const branch = condition[key];
      if (branch === undefined) continue;
      if (!isObject(branch)) throw new Error(`${path}.${key} must be a schema`);
      const unknown = Object.keys(branch).find((name) => !branchKeys.includes(name) && !name.startsWith("x-"));
      if (unknown !== undefined)
        throw new Error(`unknown keyword ${path}.${key}.${unknown}: a branch has properties and required`);
      const effective = withBranch(before, branch);
      check(effective);
      inspect(effective, branch, `${path}.${key}`, check, known);
    }
  }
}
