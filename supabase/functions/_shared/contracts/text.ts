import * as z from "zod";
import { limits } from "./limits.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** UTF-8 length of a string in bytes. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** UTF-8 bytes of a JSON value, with numbers as Postgres writes them: all digits of 1e300. */
export function jsonBytes(value: Json): number {
  const written = (_key: string, part: Json) => (typeof part === "number" ? digitsOf(part) : part);
  return byteLength(JSON.stringify(value, written));
}

/** Something as long in JSON as the number's digits without an exponent. */
function digitsOf(number: number): number | string {
  const [digits, exponent] = String(number).split("e");
  return exponent === undefined ? number : "0".repeat((digits ?? "").length + Math.abs(Number(exponent)));
}

/** Makes any string storable: NUL becomes U+2400 and a lone surrogate U+FFFD, because Postgres refuses both. */
export function cleanText(text: string): string {
  return text.replaceAll("\u0000", "\u2400").toWellFormed();
}

/** Cuts a string to at most `maxBytes` of UTF-8, never inside a character, and says so at its end. */
export function cutText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const bytes = encoder.encode(text);
  if (bytes.length <= maxBytes) return text;
  const mark = cutMark(bytes.length);
  const kept = decoder.decode(bytes.subarray(0, maxBytes - byteLength(mark)), { stream: true });
  decoder.decode();
  return kept + mark;
}

/** What stands at the end of a text that was `bytes` long before it was cut. */
export function cutMark(bytes: number): string {
  return ` … [cut, ${bytes.toLocaleString("en-US")} bytes]`;
}

/** `cleanText` for every key and string of a JSON value. */
export function cleanJson(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleanJson(inner)]));
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/**
 * A JSON value as it may enter a jsonb column. Not so deep that somebody's stack is too small for it, who reads it later: a claim of such a
 * run would fail for all that is claimed with it.
 */
export const Json: z.ZodType<Json> = z
  .unknown()
  .refine((value) => !isDeeper(value, limits.jsonLevels), {
    error: `must be at most ${limits.jsonLevels} levels deep`,
    abort: true,
  })
  .pipe(z.json().transform(cleanJson));

/** A JSON object whose serialised form stays under `maxBytes`. */
export function jsonObject(maxBytes: number): z.ZodType<Record<string, Json>> {
  return z
    .record(z.string().transform(cleanText), Json)
    .refine((value) => jsonBytes(value) <= maxBytes, `must be at most ${maxBytes} bytes of JSON`);
}

/** A short single-line text that people read: a name, a title, a reason. */
export function shortText(maxLength = 200): z.ZodType<string> {
  return z.string().trim().min(1).max(maxLength).transform(cleanText);
}

/** An error message: cleaned and cut instead of refused, since losing it helps nobody. */
export const ErrorText = z.string().transform((text) => cutText(cleanText(text), limits.errorBytes));

/** A whole UTF-8 log line without its newline: cleaned and cut instead of refused. */
export const LineText = z.string().transform((text) => cutText(cleanText(text), limits.lineBytes));
