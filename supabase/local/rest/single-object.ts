import { errorResponse } from "./errors.ts";

/**
 * Where one object was asked for, lite answers a write with computed columns with an array. Returns the object, or null when
 * the answer is as it should be. Throws NotSingle, which undoes the write, when there is none or more than one.
 */
export async function singleObject(response: Response, accept: string): Promise<Response | null> {
  if (!accept.includes("application/vnd.pgrst.object+json") || response.status >= 300) return null;
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/json")) return null;
  const text = await response.clone().text();
  if (!text.startsWith("[")) return null;
  const count = JSON.parse(text).length;
  if (count !== 1) throw new NotSingle(count);
  const headers = new Headers(response.headers);
  headers.set("content-type", "application/vnd.pgrst.object+json; charset=utf-8");
  headers.delete("content-length");
  // The brackets are all that is too much; parsing would lose digits.
  return new Response(text.slice(1, -1), { status: response.status, headers });
}

export class NotSingle extends Error {
  readonly count: number;

  constructor(count: number) {
    super(`${count} rows`);
    this.count = count;
  }

  /** PostgREST's answer. */
  response(): Response {
    const message = "Cannot coerce the result to a single JSON object";
    return errorResponse(406, { code: "PGRST116", message, details: `The result contains ${this.count} rows` });
  }
}
