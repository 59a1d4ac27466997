import * as z from "zod";
import { isObject, type JsonObject, objectOf } from "./condition-fields.ts";
import { LinearPattern } from "./linear-pattern.ts";
import type { Json } from "./text.ts";

/**
 * JSON Schema whose check ends soon, whatever is sent: whoever may publish a template writes its schema, and one thread checks
 * everybody's parameters.
 */

/** Subschemas that one value may be held against. `anyOf` of two references to an `anyOf` of two, thirty times, would be a billion. */
const mostSubSchemas = 2_000;

export const subSchemas = [
  ...["items", "prefixItems", "additionalProperties", "contains", "propertyNames"],
  ...["anyOf", "oneOf", "allOf"],
];
/** Where zod keeps patterns out of reach. */
const withoutPatterns = ["contains", "propertyNames"];
const besideReference = ["$ref", "$comment", "title", "description", "examples", "deprecated", "default"];

/** A subschema, and whether a pattern would be matched in linear time there. */
interface Reached {
  schema: JsonObject;
  takesPatterns: boolean;
}

/** Every subschema that a value may be held against, as often as it may be: a reference counts as what it stands for. */
function* reachedFrom(
  schema: Json | undefined,
  root: JsonObject,
  takesPatterns = true,
  within: readonly string[] = ["#"],
): Generator<Reached> {
  if (Array.isArray(schema)) for (const one of schema) yield* reachedFrom(one, root, takesPatterns, within);
  if (!isObject(schema)) return;
  yield { schema, takesPatterns };
  if (typeof schema.$ref === "string") {
    const target = targetOf(schema, schema.$ref, root, within);
    yield* reachedFrom(target, root, takesPatterns, [...within, schema.$ref]);
  }
  for (const property of Object.values(objectOf(schema.properties)))
    yield* reachedFrom(property, root, takesPatterns, within);
  for (const key of subSchemas)
    yield* reachedFrom(schema[key], root, takesPatterns && !withoutPatterns.includes(key), within);
}

function targetOf(schema: JsonObject, $ref: string, root: JsonObject, within: readonly string[]): Json | undefined {
  if (within.includes($ref)) throw new Error(`$ref ${$ref} leads back to itself, so its check might never end`);
  const name = /^#\/\$defs\/([^/~]+)$/.exec($ref)?.[1];
  if (name === undefined) throw new Error(`$ref ${$ref} must be #/$defs/<name>`);
  const beside = Object.keys(schema).find((key) => !besideReference.includes(key) && !key.startsWith("x-"));
  if (beside !== undefined) throw new Error(`${beside} beside $ref ${$ref} would not be checked: put it into $defs`);
  return objectOf(root.$defs)[name];
}

/** By their source as JavaScript writes it. */
function patternsOf(root: JsonObject): Map<string, LinearPattern> {
  const patterns = new Map<string, LinearPattern>();
  let count = 0;
  for (const { schema, takesPatterns } of reachedFrom(root, root)) {
    count += 1;
    if (count > mostSubSchemas) throw new Error(`more than ${mostSubSchemas} subschemas, references counted in full`);
    const { pattern } = schema;
    if (typeof pattern !== "string" || pattern === "") continue;
    if (!takesPatterns) throw new Error(`pattern ${pattern} must not stand in ${withoutPatterns.join(" or ")}`);
    const linear = new LinearPattern(pattern);
    patterns.set(linear.source, linear);
  }
  return patterns;
}

/** The checks used last, by their schema's text: making one takes a millisecond, and a template's schema comes again with every run. */
const made = new Map<string, z.ZodType>();
const mostMade = 100;

/** What zod makes of a JSON Schema, its patterns matched in linear time. Throws an Error, its message for people, when it cannot be used. */
export function boundedCheck(schema: JsonObject): z.ZodType {
  const text = JSON.stringify(schema);
  const check = made.get(text) ?? compile(schema);
  made.delete(text);
  made.set(text, check);
  for (const oldest of made.keys()) {
    if (made.size <= mostMade) break;
    made.delete(oldest);
  }
  return check;
}

function compile(schema: JsonObject): z.ZodType {
  const patterns = patternsOf(schema);
  // The cast: the input is any JSON object, and zod itself refuses what is no schema.
  const check = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  if (patterns.size > 0) matchLinearly(check, patterns);
  return check;
}

/** zod compiles patterns by itself and knows no other engine; what it compiled is looked up by a walk that it offers. */
function matchLinearly(check: z.ZodType, patterns: ReadonlyMap<string, LinearPattern>): void {
  const missing = new Set(patterns.keys());
  z.toJSONSchema(check, {
    unrepresentable: "any",
    override: ({ zodSchema }) => {
      for (const part of zodSchema._zod.def.checks ?? []) {
        if (!(part instanceof z.core.$ZodCheckRegex)) continue;
        const { source } = part._zod.def.pattern;
        const linear = patterns.get(source);
        if (linear === undefined) continue;
        part._zod.def.pattern = linear;
        missing.delete(source);
      }
    },
  });
  for (const pattern of missing)
    throw new Error(`pattern ${pattern} would not be checked: it needs type: string beside it`);
}
