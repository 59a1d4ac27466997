import { z } from "zod";
import { inFieldOrder } from "../../supabase/functions/_shared/contracts/field-order.ts";
import { compileParameterSchema } from "../../supabase/functions/_shared/contracts/parameters.ts";
import { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import type { JsonObject } from "../types.ts";

/** What a control holds: the text as typed, a tick, or the lines of a list. */
export type FieldValue = string | boolean | string[];

export interface ParameterField {
  name: string;
  label: string;
  description: string;
  required: boolean;
  /** `json`: anything the form has no control for, typed as JSON. */
  control: "text" | "number" | "integer" | "switch" | "choice" | "list" | "json";
  choices: readonly Json[];
  itemControl: "text" | "number" | "integer";
  initial: FieldValue;
  /** Range or pattern, in words. */
  rule: string;
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
});
type Property = z.infer<typeof Property>;

const ObjectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function controlOf(property: Property): ParameterField["control"] {
  if (property.enum !== undefined) return "choice";
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

function initialOf(property: Property, control: ParameterField["control"]): FieldValue {
  const value = property.default;
  if (control === "switch") return value === true;
  if (control === "list") return Array.isArray(value) ? value.map(plain) : [""];
  if (value === undefined) return "";
  if (control === "choice") return String((property.enum ?? []).findIndex((choice) => same(choice, value)));
  return control === "json" ? JSON.stringify(value, null, 2) : plain(value);
}

const same = (left: Json, right: Json): boolean => JSON.stringify(left) === JSON.stringify(right);

function ruleOf(property: Property): string {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, minItems, maxItems } = property;
  const low = minimum !== undefined ? `at least ${minimum}` : above !== undefined ? `more than ${above}` : "";
  const high = maximum !== undefined ? `at most ${maximum}` : below !== undefined ? `less than ${below}` : "";
  const range = minimum !== undefined && maximum !== undefined ? [`${minimum} to ${maximum}`] : [low, high];
  const items = minItems !== undefined && maxItems !== undefined ? [`${minItems} to ${maxItems} entries`] : [];
  return [...range, ...items].filter(Boolean).join(", ");
}

/** The fields of a form for a template's parameter schema, in its author's order. */
export function fieldsOf(schema: JsonObject): ParameterField[] {
  const { properties, required } = ObjectSchema.parse(schema);
  return inFieldOrder(schema, Object.keys(properties)).map((name) => {
    const property = Property.catch({}).parse(properties[name]);
    const control = controlOf(property);
    return {
      name,
      label: property.title ?? name,
      description: property.description ?? "",
      required: required.includes(name),
      control,
      choices: property.enum ?? [],
      itemControl: itemControlOf(property),
      initial: initialOf(property, control),
      rule: ruleOf(property),
    };
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
  if (field.control === "text") return value === "" && field.initial === "" && !field.required ? undefined : value;
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
  const entries = fields.flatMap((field, index): [string, Json][] => {
    const value = toParameter(field, values[index] ?? field.initial);
    return value === undefined ? [] : [[field.name, value]];
  });
  const errors = new Map<string, string>();
  for (const field of fields) {
    const given = entries.find(([name]) => name === field.name)?.[1];
    if (field.required && (given === undefined || given === "")) errors.set(field.name, "Fill this in.");
  }
  const result = compileParameterSchema(schema).safeParse(Object.fromEntries(entries));
  if (result.success && errors.size === 0) return { ok: true, parameters: result.data };
  for (const issue of result.error?.issues ?? []) {
    const [name = "", item] = issue.path.map(String);
    const text = sentence(
      issue,
      fields.find((field) => field.name === name),
    );
    if (!errors.has(name)) errors.set(name, item === undefined ? text : `Entry ${Number(item) + 1}: ${text}`);
  }
  return { ok: false, errors };
}

/** zod's message as a sentence; what the form knows better, it says itself. */
function sentence(issue: z.core.$ZodIssue, field: ParameterField | undefined): string {
  const ofField = field !== undefined && issue.path.length === 1;
  if (ofField && issue.code === "invalid_type") {
    if (field.control === "integer") return "Give a whole number.";
    if (field.control === "number") return "Give a number.";
  }
  const outOfRange = issue.code === "too_big" || issue.code === "too_small";
  if (ofField && outOfRange && field.rule !== "") return `Must be ${field.rule}.`;
  if (issue.code === "invalid_format") return "Does not have the form that is asked for.";
  const text = issue.message.replace(/^Invalid input: /, "");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
