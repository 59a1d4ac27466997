import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { limits } from "../_shared/contracts/limits.ts";
import { jsonErrorPosition } from "./json-position.ts";
import { Refusal } from "./refusal.ts";

/** Refuses bodies over the limit, also those that do not tell their length, before they are held in memory. */
export const limitBody = bodyLimit({
  maxSize: limits.requestBytes,
  onError: () => {
    throw new Refusal("payload_too_large", `A request may have ${limits.requestBytes.toLocaleString("en-US")} bytes`);
  },
});

/** The request's JSON value; refused with the position of the error when it is none. */
export async function readJson(context: Context): Promise<unknown> {
  const contentType = context.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new Refusal("invalid_input", "Content-Type must be application/json");
  }
  const text = await context.req.text();
  try {
    return JSON.parse(text);
  } catch {
    const where = text.trim() === "" ? "it is empty" : jsonErrorPosition(text);
    throw new Refusal("invalid_input", `The body is not valid JSON: ${where}`);
  }
}
