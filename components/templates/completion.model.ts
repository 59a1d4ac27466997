import * as z from "zod";
import { TemplateDefinition } from "../../supabase/functions/_shared/contracts/template.ts";
import { placeIn, type YamlPlace } from "./yaml-path.ts";

export interface Proposal {
  label: string;
  /** Its type, or what it is for. */
  detail: string;
  /** What is written for it. */
  insert: string;
}
export interface Proposals {
  from: number;
  options: Proposal[];
}

const Schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get items() {
    return Schema.optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  get oneOf() {
    return z.array(Schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
});
type Schema = z.infer<typeof Schema>;

/** What a template may say, as JSON Schema made from its contract. */
const template = (() => {
  let made: Schema | undefined;
  return () => {
    made ??= Schema.parse(z.toJSONSchema(TemplateDefinition, { io: "input", unrepresentable: "any" }));
    return made;
  };
})();

/** Parameter schemas are any JSON object to the contract; what the form makes of them stands here. */
const textual = { type: "string" };
const counted = { type: "integer" };
const condition: Schema = {
  properties: {
    type: { enum: ["object"] },
    required: { type: "array" },
    properties: { additionalProperties: { properties: {} } },
  },
};
const property: Schema = {
  properties: {
    type: { enum: ["string", "integer", "number", "boolean", "array", "object"] },
    ...{ title: textual, description: textual, default: {}, enum: { type: "array" }, const: {} },
    ...{ minimum: { type: "number" }, maximum: { type: "number" }, exclusiveMinimum: { type: "number" } },
    ...{ minLength: counted, maxLength: counted, pattern: textual, minItems: counted, maxItems: counted },
    format: { enum: ["uri", "email", "date", "date-time", "time", "uuid", "ipv4", "ipv6"] },
    ...{ contentMediaType: textual, contentEncoding: { enum: ["base64"] }, "x-message": textual },
    ...{ "x-secret": { type: "boolean" }, "x-target": { type: "boolean" } },
  },
};
property.properties = { ...property.properties, items: property };
const branch: Schema = { properties: { properties: { additionalProperties: property }, required: { type: "array" } } };
// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
const conditional = { if: condition, then: branch, else: branch };
branch.properties = { ...branch.properties, ...conditional };
const parameterSchema: Schema = {
  properties: {
    type: { enum: ["object"] },
    properties: { additionalProperties: property },
    required: { type: "array" },
    ...conditional,
    allOf: { items: { properties: conditional } },
  },
};

const variantsOf = (schema: Schema): Schema[] => schema.anyOf ?? schema.oneOf ?? [schema];

/** The schemas that apply at a path; several where alternatives are open. */
function schemasAt(place: YamlPlace, depth: number): Schema[] {
  let schemas: Schema[] = [template()];
  place.path.slice(0, depth).forEach((part) => {
    schemas = schemas.flatMap(variantsOf).flatMap((schema) => {
      if (part === "-") return schema.items === undefined ? [] : [schema.items];
      if (part === "parameter_schema" || part === "input_schema") return [parameterSchema];
      const next =
        schema.properties?.[part] ??
        (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
      return next === undefined ? [] : [next];
    });
  });
  return schemas.flatMap(variantsOf);
}

const wordOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Words that a value may be; none where it is free. */
function wordsOf(schema: Schema): string[] {
  if (schema.const !== undefined) return [wordOf(schema.const)];
  if (schema.enum !== undefined) return schema.enum.map(wordOf);
  return schema.type === "boolean" ? ["true", "false"] : [];
}

function detailOf(schema: Schema): string {
  const words = variantsOf(schema).flatMap(wordsOf);
  if (words.length > 0) return words.slice(0, 4).join(" | ");
  const type = variantsOf(schema).map((variant) => variant.type)[0];
  return typeof type === "string" ? type : "";
}

/** Alternatives that agree with what already stands beside the cursor, such as the kind of a step. */
function fitting(schemas: Schema[], siblings: YamlPlace["siblings"]): Schema[] {
  const fits = schemas.filter((schema) =>
    Object.entries(schema.properties ?? {}).every(([key, { const: wanted }]) => {
      const said = siblings.get(key);
      return wanted === undefined || said === undefined || said === wordOf(wanted);
    }),
  );
  return fits.length > 0 ? fits : schemas;
}

/** What may be written where the cursor stands; null where anything or nothing may. */
export function proposalsAt(text: string, offset: number): Proposals | null {
  const place = placeIn(text, offset);
  if (place === null) return null;
  if (place.what === "value") {
    const key = place.path.at(-1) ?? "";
    const holders = fitting(schemasAt(place, place.path.length - 1), key === "kind" ? new Map() : place.siblings);
    const words = new Set(holders.flatMap((holder) => variantsOf(holder.properties?.[key] ?? {})).flatMap(wordsOf));
    const options = [...words].map((label) => ({ label, detail: "", insert: label }));
    return options.length === 0 ? null : { from: place.from, options };
  }
  const known = new Map<string, Proposal>();
  for (const schema of fitting(schemasAt(place, place.path.length), place.siblings)) {
    for (const [label, value] of Object.entries(schema.properties ?? {})) {
      if (place.siblings.has(label) || known.has(label)) continue;
      const holds = variantsOf(value).some(
        ({ properties, items, type, additionalProperties }) =>
          properties ?? items ?? (type === "array" || typeof additionalProperties === "object"),
      );
      known.set(label, { label, detail: detailOf(value), insert: holds ? `${label}:` : `${label}: ` });
    }
  }
  return known.size === 0 ? null : { from: place.from, options: [...known.values()] };
}
