import type { Context } from "hono";
import { z } from "zod";
import { type Caller, callerOf } from "../auth/caller.ts";
import type { Tokens } from "../auth/tokens.ts";
import type { FaultName } from "../faults.ts";
import type { StorageDatabase } from "./database.ts";
import { invalidRequest } from "./errors.ts";
import type { Files } from "./files.ts";

/** What every route of Storage works with. */
export interface StorageContext {
  database: StorageDatabase;
  files: Files;
  tokens: Tokens;
  /** Largest object (bytes); a bucket may allow less. */
  maxObjectBytes: number;
  faults: ReadonlySet<FaultName>;
}

/** Who asks. Routes that are not public need a token or a key. */
export async function requireCaller(context: Context, tokens: Tokens): Promise<Caller> {
  if (!context.req.header("authorization")) throw invalidRequest("headers must have required property 'authorization'");
  return await callerOf(context.req.raw.headers, tokens);
}

/** The JSON body, checked. Throws InvalidRequest. */
export async function readJson<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await context.req.json().catch(() => {
    throw invalidRequest("the body is not JSON");
  });
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error));
  return parsed.data;
}
