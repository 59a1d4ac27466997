import type { AnyAST, IntrospectResult } from "@supabase/lite";
import { isRawJson, parseJson, rawJson } from "./lossless.ts";

const NUMBERS = new Set(["int2", "int4", "int8", "numeric", "float4", "float8"]);
const DOCUMENTS = new Set(["json", "jsonb"]);

/**
 * Puts the values of a request's JSON body into lite's reading of it once more, with every digit, and with text for a document
 * column as a JSON string instead of as the document that the text may spell.
 */
export function withExactValues(ast: AnyAST, body: string, schema: IntrospectResult): AnyAST {
  if (body === "" || (ast.values === undefined && ast.args === undefined)) return ast;
  const parsed = parseJson(body);
  if (typeof parsed !== "object" || parsed === null) return ast;
  if (ast.args !== undefined) {
    // A function with one unnamed parameter takes the whole body; lite has told the two apart.
    const isNamed = !Array.isArray(parsed) && !Array.isArray(ast.args);
    const types = argumentTypes(ast, schema);
    return isNamed ? { ...ast, args: mapValues(parsed, (name, value) => exactArgument(value, types.get(name))) } : ast;
  }
  const types = columnTypes(ast, schema);
  const exactRow = (row: unknown) =>
    typeof row === "object" && row !== null ? mapValues(row, (name, value) => exactValue(value, types.get(name))) : {};
  return { ...ast, values: Array.isArray(parsed) ? parsed.map(exactRow) : exactRow(parsed) };
}

function exactArgument(value: unknown, type = ""): unknown {
  if (DOCUMENTS.has(type) && value !== null) return new JsonDocument(value);
  return isRawJson(value) ? value.rawJSON : value;
}

function exactValue(value: unknown, type = ""): unknown {
  if (DOCUMENTS.has(type) && value !== null) return new JsonDocument(value);
  if (NUMBERS.has(type) && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return rawJson(value);
  return isRawJson(value) && !NUMBERS.has(type) ? value.rawJSON : value;
}

/** Keeps the driver from taking a list for an array of the database, and lite from reading text as the document it may spell. */
class JsonDocument {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  toJSON(): unknown {
    return this.#value;
  }
}

function columnTypes(ast: AnyAST, { columns, default_schema }: IntrospectResult): Map<string, string> {
  const schema = ast.schema ?? default_schema;
  const own = columns.filter((column) => column.table === ast.from && column.schema === schema);
  return new Map(own.map((column) => [column.name, column.pg_type ?? ""]));
}

/** Types by name; none where the function is overloaded. */
function argumentTypes(ast: AnyAST, { functions = [], default_schema }: IntrospectResult): Map<string, string> {
  const schema = ast.schema ?? default_schema;
  const named = functions.filter((candidate) => candidate.name === ast.function && candidate.schema === schema);
  const [only] = named;
  if (only === undefined || named.length > 1) return new Map();
  return new Map(only.arg_names.map((name, index) => [name, only.arg_types[index] ?? ""]));
}

function mapValues(row: object, change: (name: string, value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(name, value)]));
}
