import * as z from "zod";
import { boundedCheck, subSchemas } from "./bounded-schema.ts";
import { isObject, type JsonObject } from "./condition-fields.ts";
import { effectiveSchema, hasConditions, inspectConditions } from "./conditions.ts";
import { describeIssues } from "./issues.ts";
import { limits } from "./limits.ts";
import { SecretName } from "./secret-name.ts";
import { Json, jsonBytes } from "./text.ts";

/** The part of JSON Schema (draft 2020-12) that parameters may use; anything else is refused when a template is published. */
const keywords = new Set([
  ...["$schema", "$id", "$ref", "$defs", "$comment", "title", "description", "examples", "deprecated", "default"],
  ...["type", "enum", "const", "anyOf", "oneOf", "allOf", "format", "pattern", "minLength", "maxLength"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["properties", "required", "additionalProperties", "propertyNames", "minProperties"],
  ...["maxProperties", "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains"],
  ...["maxContains", "readOnly", "writeOnly", "contentMediaType", "contentEncoding"],
]);
const schemaMaps = ["properties", "$defs"];

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

/** A parameter that names a secret of the workers: `x-secret: true`. Its value is a name, never the secret. */
export const secretAnnotation = "x-secret";

/** Whatever else a schema says of such a parameter: it holds a name, or is empty where that is the default, for none. */
function secretsAreNamed({ properties }: JsonObject): z.core.CheckFn<JsonObject> {
  const annotated = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, property]) =>
    isObject(property) && property[secretAnnotation] === true ? [{ name, none: property.default === "" }] : [],
  );
  return ({ value: parameters, issues }) => {
    for (const { name, none } of annotated) {
      const value = parameters[name];
      if (typeof value !== "string" || (none && value === "")) continue;
      for (const { message } of SecretName.safeParse(value).error?.issues ?? [])
        issues.push({ code: "custom", message, path: [name], input: value });
    }
  };
}

function refuseUnknown(schema: JsonObject, path: string): void {
  const unknown = unknownKeywords(schema, path);
  if (unknown.length > 0) throw new Error(`unknown keyword ${unknown.join(", ")}`);
}

/** The check of a schema without conditions. */
function compilePlain(schema: JsonObject): z.ZodType<JsonObject> {
  refuseUnknown(schema, "schema");
  // A name that the template does not know is a misspelling, so closed is the default here.
  const compiled = boundedCheck({ additionalProperties: false, ...schema });
  return compiled.pipe(z.record(z.string(), Json).check(secretsAreNamed(schema)));
}

/** The check that a parameter schema stands for. Throws an Error, its message for people, when the schema cannot be used. */
export function compileParameterSchema(schema: JsonObject): z.ZodType<JsonObject> {
  if (schema.type !== "object") throw new Error("the schema's type must be object");
  if (!hasConditions(schema)) return compilePlain(schema);
  inspectConditions(schema, compilePlain, refuseUnknown);
  return z.record(z.string(), Json).transform((parameters, context) => {
    const checked = compilePlain(effectiveSchema(schema, parameters)).safeParse(parameters);
    if (checked.success) return checked.data;
    for (const issue of checked.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  });
}

/** Where a schema that cannot be used is at fault, as far as that can be told: misspelt keywords, and properties that are no schema. */
export function faultsOf(schema: JsonObject): { path: string[]; message: string }[] {
  const pathOf = (text: string) => text.split(".").slice(1);
  const unknown = unknownKeywords(effectiveSchema(schema, {}), "schema");
  if (unknown.length > 0) return unknown.map((at) => ({ path: pathOf(at), message: `unknown keyword ${at}` }));
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return properties.flatMap(([name, property]) => {
    const alone = { type: "object", properties: { [name]: property }, $defs: schema.$defs ?? {} };
    try {
      compilePlain(alone);
      return [];
    } catch (error) {
      return [{ path: ["properties", name], message: error instanceof Error ? error.message : "cannot be used" }];
    }
  });
}

export type CheckedParameters = { ok: true; parameters: JsonObject } | { ok: false; message: string };

/** What was sent was measured when it came; its defaults may be too much. */
function withinLimit(parameters: JsonObject, what: string, most: number): CheckedParameters {
  const bytes = jsonBytes(parameters);
  if (bytes <= most) return { ok: true, parameters };
  return {
    ok: false,
    message: `${what}: ${bytes} bytes with the defaults; ${most} are allowed, send less`,
  };
}

/** Checks a run's parameters, or what `what` calls them, against their schema and fills in defaults; at most `most` bytes with these. */
export function checkParameters(
  schema: JsonObject,
  parameters: JsonObject,
  what = "parameters",
  most: number = limits.parametersBytes,
): CheckedParameters {
  const result = compileParameterSchema(schema).safeParse(parameters);
  if (result.success) return withinLimit(result.data, what, most);
  return { ok: false, message: describeIssues(result.error, what) };
}
