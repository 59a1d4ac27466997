import { z } from "zod";
import { describeIssues } from "./issues.ts";
import { Json } from "./text.ts";

/** The part of JSON Schema (draft 2020-12) that parameters may use; anything else is refused when a template is published. */
const keywords = new Set([
  ...["$schema", "$id", "$ref", "$defs", "$comment", "title", "description", "examples", "deprecated", "default"],
  ...["type", "enum", "const", "anyOf", "oneOf", "allOf", "format", "pattern", "minLength", "maxLength"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties"],
  ...["maxProperties", "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains"],
  ...["maxContains", "readOnly", "writeOnly"],
]);
const schemaMaps = ["properties", "patternProperties", "$defs"];
const subSchemas = [
  "items",
  "prefixItems",
  "additionalProperties",
  "contains",
  "propertyNames",
  "anyOf",
  "oneOf",
  "allOf",
];

type JsonObject = Record<string, Json>;
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Paths of keywords that nobody would act upon, e.g. a misspelt `requried`. `x-` names are free for annotations. */
function unknownKeywords(schema: Json | undefined, path: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((inner, index) => unknownKeywords(inner, `${path}.${index}`));
  if (!isObject(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const inner = `${path}.${key}`;
    if (schemaMaps.includes(key) && isObject(value)) {
      return Object.entries(value).flatMap(([name, sub]) => unknownKeywords(sub, `${inner}.${name}`));
    }
    if (subSchemas.includes(key)) return unknownKeywords(value, inner);
    return keywords.has(key) || key.startsWith("x-") ? [] : [inner];
  });
}

/** The check that a parameter schema stands for. Throws an Error, its message for people, when the schema cannot be used. */
export function compileParameterSchema(schema: JsonObject): z.ZodType<JsonObject> {
  if (schema.type !== "object") throw new Error("the schema's type must be object");
  const unknown = unknownKeywords(schema, "schema");
  if (unknown.length > 0) throw new Error(`unknown keyword ${unknown.join(", ")}`);
  // A name that the template does not know is a misspelling, so closed is the default here. The cast: the input is any JSON
  // object, and zod itself refuses what is no schema.
  const compiled = z.fromJSONSchema({ additionalProperties: false, ...schema } as Parameters<
    typeof z.fromJSONSchema
  >[0]);
  return compiled.pipe(z.record(z.string(), Json));
}

export type CheckedParameters = { ok: true; parameters: JsonObject } | { ok: false; message: string };

/** Checks a run's parameters, or what `what` calls them, against their schema and fills in defaults. */
export function checkParameters(schema: JsonObject, parameters: JsonObject, what = "parameters"): CheckedParameters {
  const result = compileParameterSchema(schema).safeParse(parameters);
  if (result.success) return { ok: true, parameters: result.data };
  return { ok: false, message: describeIssues(result.error, what) };
}
