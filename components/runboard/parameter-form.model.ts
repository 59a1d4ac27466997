import * as z from "zod";
import { effectiveSchema, hasConditions } from "../../supabase/functions/_shared/contracts/conditions.ts";
import { inFieldOrder } from "../../supabase/functions/_shared/contracts/field-order.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { compileParameterSchema, secretAnnotation } from "../../supabase/functions/_shared/contracts/parameters.ts";
import { Json, jsonBytes } from "../../supabase/functions/_shared/contracts/text.ts";
import type { JsonObject } from "../types.ts";
import { ruleOf, sentenceOf } from "./parameter-words.ts";

/** What a control holds: the text as typed, a tick, or the lines of a list. */
export type FieldValue = string | boolean | string[];

export interface ParameterField {
  name: string;
  label: string;
  description: string;
  required: boolean;
  /** `json`: anything the form has no control for, typed as JSON. */
  control: "text" | "number" | "integer" | "switch" | "choice" | "list" | "json" | "file";
  /** Of a file: its content as text, or any bytes as base64; null: no file. */
  file: { encoding: "utf8" | "base64"; mediaType: string } | null;
  choices: readonly Json[];
  itemControl: "text" | "number" | "integer";
  initial: FieldValue;
  /** Range or length, in words. */
  rule: string;
  /** What the author wants said of a value that does not fit. */
  message: string;
}

const Property = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(Json).optional(),
  default: Json.optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  contentMediaType: z.string().optional(),
  contentEncoding: z.string().optional(),
  [secretAnnotation]: z.boolean().optional(),
  "x-message": z.string().optional(),
});
export type Property = z.infer<typeof Property>;

const ObjectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function controlOf(property: Property): ParameterField["control"] {
  if (property.enum !== undefined) return "choice";
  if (property.type === "string" && property.contentMediaType !== undefined) return "file";
  switch (property.type) {
    case "string":
      return "text";
    case "number":
    case "integer":
      return property.type;
    case "boolean":
      return "switch";
    case "array":
      return ["string", "number", "integer"].includes(property.items?.type ?? "") ? "list" : "json";
    default:
      return "json";
  }
}

function itemControlOf(property: Property): ParameterField["itemControl"] {
  const type = property.items?.type;
  return type === "number" || type === "integer" ? type : "text";
}

const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

function initialOf(property: Property, control: ParameterField["control"], given: Json | undefined): FieldValue {
  const value = given === undefined ? property.default : given;
  if (control === "switch") return value === true;
  if (control === "list") return Array.isArray(value) ? value.map(plain) : [""];
  if (value === undefined) return "";
  if (control === "choice") {
    const at = (property.enum ?? []).findIndex((choice) => same(choice, value));
    return at < 0 ? "" : String(at);
  }
  return control === "json" ? JSON.stringify(value, null, 2) : plain(value);
}

const same = (left: Json, right: Json): boolean => JSON.stringify(left) === JSON.stringify(right);

/** The fields of a form for a parameter schema without conditions, in its author's order; they begin with what is `given`, else the defaults. */
export function fieldsOf(schema: JsonObject, given: JsonObject = {}): ParameterField[] {
  const { properties, required } = ObjectSchema.parse(schema);
  return inFieldOrder(schema, Object.keys(properties)).map((name) => {
    const property = Property.catch({}).parse(properties[name]);
    const control = controlOf(property);
    const mediaType = property.contentMediaType ?? "";
    return {
      name,
      label: property.title ?? name,
      description: property.description ?? "",
      required: required.includes(name),
      control,
      choices: property.enum ?? [],
      itemControl: itemControlOf(property),
      file:
        control === "file" ? { encoding: property.contentEncoding === "base64" ? "base64" : "utf8", mediaType } : null,
      initial: initialOf(property, control, given[name]),
      rule: ruleOf(property),
      message: property["x-message"] ?? "",
    };
  });
}

/** What was typed, by the field's name; a field that nobody touched is not there. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** The fields that a form shows now: with conditions, those that what was typed brings about, each of which may bring about others. */
export function liveFields(schema: JsonObject, values: FieldValues, given: JsonObject = {}): ParameterField[] {
  let fields = fieldsOf(effectiveSchema(schema, {}), given);
  if (!hasConditions(schema)) return fields;
  // Every round goes one condition deeper; the number of rounds ends what contradicts itself.
  for (let round = 0; round < 20; round += 1) {
    const next = fieldsOf(effectiveSchema(schema, Object.fromEntries(typedIn(fields, values))), given);
    if (JSON.stringify(next) === JSON.stringify(fields)) break;
    fields = next;
  }
  return fields;
}

function typedIn(fields: readonly ParameterField[], values: FieldValues): [string, Json][] {
  return fields.flatMap((field): [string, Json][] => {
    const value = toParameter(field, values[field.name] ?? field.initial);
    return value === undefined ? [] : [[field.name, value]];
  });
}

const Numeral = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** The number that a text stands for; the text itself when it stands for none, so that the schema names the fault. */
function toNumber(text: string): number | string {
  return Numeral.test(text) ? Number(text) : text;
}

/** A control's value as a parameter; undefined leaves the parameter out. */
function toParameter(field: ParameterField, value: FieldValue): Json | undefined {
  if (typeof value === "boolean") return value;
  if (Array.isArray(value)) {
    const filled = value.filter((item) => item.trim() !== "");
    return field.itemControl === "text" ? filled : filled.map(toNumber);
  }
  if (field.control === "choice") return field.choices[Number(value === "" ? -1 : value)];
  // An emptied text is an empty text where that was its default; everywhere else it means: not given.
  if (field.control === "text" || field.control === "file")
    return value === "" && field.initial === "" && !field.required ? undefined : value;
  if (value.trim() === "") return undefined;
  if (field.control === "json") return parseJson(value);
  return toNumber(value);
}

function parseJson(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

export type CheckedForm = { ok: true; parameters: JsonObject } | { ok: false; errors: ReadonlyMap<string, string> };

/** Checks what was typed against the schema, the same check that the server makes. Errors are by field name; "" is the form's. */
export function checkForm(
  schema: JsonObject,
  fields: readonly ParameterField[],
  values: readonly FieldValue[],
): CheckedForm {
  const entries = typedIn(
    fields,
    Object.fromEntries(fields.map((field, index) => [field.name, values[index] ?? field.initial])),
  );
  const errors = new Map<string, string>();
  for (const field of fields) {
    const given = entries.find(([name]) => name === field.name)?.[1];
    if (field.required && (given === undefined || given === "")) errors.set(field.name, "Fill this in.");
  }
  const result = compileParameterSchema(schema).safeParse(Object.fromEntries(entries));
  if (result.success && errors.size === 0) return withinLimit(result.data);
  for (const issue of result.error?.issues ?? []) {
    const [name = "", item] = issue.path.map(String);
    const field = fields.find((candidate) => candidate.name === name);
    const text = sentenceOf(issue, issue.path.length === 1 ? field : undefined);
    if (!errors.has(name)) errors.set(name, item === undefined ? text : `Entry ${Number(item) + 1}: ${text}`);
  }
  return { ok: false, errors };
}

function withinLimit(parameters: JsonObject): CheckedForm {
  const bytes = jsonBytes(parameters);
  if (bytes <= limits.parametersBytes) return { ok: true, parameters };
  const kilobytes = (count: number) => Math.ceil(count / 1_024);
  const text = `All of it together is ${kilobytes(bytes)} KB; a run takes ${kilobytes(limits.parametersBytes)} KB.`;
  return { ok: false, errors: new Map([["", text]]) };
}
