import { parameterProperty } from "../supabase/functions/_shared/contracts/conditions.ts";
import type { Json } from "../supabase/functions/_shared/contracts/text.ts";
import { CliError } from "./cli-error.ts";

type JsonObject = { [key: string]: Json };

/** `-p key=value` pairs as parameters. Values take the type that the schema gives the key; without a schema they are JSON or else text. */
export function parseParameters(pairs: readonly string[], schema: JsonObject | undefined): JsonObject {
  const parameters: JsonObject = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new CliError(`"${pair}" is not key=value`, "Write for instance -p seconds=5.");
    const key = pair.slice(0, at);
    const property = schema === undefined ? undefined : (parameterProperty(schema, key) ?? {});
    const value = parseValue(key, pair.slice(at + 1), property);
    const earlier = parameters[key];
    // The same key again adds to a list: -p urls=a -p urls=b
    parameters[key] = Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value;
  }
  return parameters;
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** `property` is the value's own schema; one without a type takes text. */
function parseValue(key: string, text: string, property: JsonObject | undefined): Json {
  const parsed = parseJson(text);
  if (property === undefined) return parsed ?? text;
  const type = property.type ?? "string";
  if (type === "string") return text;
  if (type === "array") return Array.isArray(parsed) ? parsed : [parseValue(key, text, asObject(property.items) ?? {})];
  if (parsed === undefined) throw new CliError(`${key} must be ${String(type)}, not "${text}"`, "Correct the value.");
  return parsed;
}

function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
