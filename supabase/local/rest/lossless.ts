/**
 * What the database says reaches the client as PostgREST would write it: numbers with all their digits, times in ISO
 * form. Values that a JavaScript number cannot hold travel as raw JSON text.
 */

/** JSON with every number as it was written: JSON.parse would round long integers and drop trailing zeros. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && context?.source !== undefined ? exactNumber(context.source) : value,
  );
}

/** A number, or the raw text where a number would not be written back the same. Not-a-number becomes its name, as in JSON of Postgres. */
export function exactNumber(text: string): unknown {
  const value = Number(text);
  if (!Number.isFinite(value)) return /^-?\d/.test(text) ? rawJson(text) : text;
  return String(value) === text ? value : rawJson(text);
}

/** `2026-01-02 03:04:05.678+00` as `2026-01-02T03:04:05.678+00:00`; `infinity` and dates before Christ stay as they are. */
export function isoTime(text: string): string {
  return text.replace(/^(\d{4,}-\d{2}-\d{2}) (\S+)$/, (_all, date: string, time: string) => {
    return `${date}T${time.replace(/([+-]\d{2})$/, "$1:00")}`;
  });
}

/** A primitive value as raw JSON text. */
export interface RawJson {
  readonly rawJSON: string;
}

declare global {
  /** TypeScript's library does not know these two (ES2026) yet. */
  interface JSON {
    rawJSON(text: string): RawJson;
    isRawJSON(value: unknown): value is RawJson;
  }
}

/** A value that JSON.stringify writes as this text, which must be a number, a string, a truth value or null. */
export const rawJson = (text: string): RawJson => JSON.rawJSON(text);
export const isRawJson = (value: unknown): value is RawJson => JSON.isRawJSON(value);

const asText = (text: string) => text;
const time = (oid: number, parse: (text: string) => unknown) => ({ to: oid, from: [oid], serialize: String, parse });
const number = (oid: number, ...more: number[]) => ({
  to: oid,
  from: [oid, ...more],
  serialize: (value: unknown) => (isRawJson(value) ? value.rawJSON : String(value)),
  parse: exactNumber,
});
const json = (oid: number) => ({
  to: oid,
  from: [oid],
  // Text is what lite has written a document as; a document that is itself a text comes wrapped.
  serialize: (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)),
  parse: parseJson,
});

/** Type handlers for postgres.js, named as @supabase/lite names the ones that they replace. */
export const LOSSLESS_TYPES = {
  bigint: number(20),
  numeric: number(1700),
  integer: number(23, 21),
  float8: number(701, 700),
  // A truth value may come as the text of a filter.
  boolean: { to: 16, from: [16], serialize: String, parse: (text: string) => text === "t" },
  json: json(114),
  jsonb: json(3802),
  timestamp: time(1114, isoTime),
  timestamptz: time(1184, isoTime),
  // PostgREST writes bytes as Postgres prints them.
  bytea: { to: 17, from: [17], serialize: String, parse: asText },
};
