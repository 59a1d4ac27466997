import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { createOpsClient, type OpsClient } from "../lib/ops-client/index.ts";
import { errorKind } from "../supabase/functions/_shared/contracts/errors.ts";
import { CliError } from "./cli-error.ts";

const Access = z.object({ url: z.url(), api_key: z.string().min(1) });
const root = fileURLToPath(new URL("..", import.meta.url));

/** The control room that OPS_URL and OPS_API_KEY name, else the one that `npm start` runs from this checkout (or from OPS_HOME). */
export async function connect(env: NodeJS.ProcessEnv = process.env): Promise<OpsClient> {
  const { url, api_key } = await findAccess(env);
  // A person waits: give up after seconds, not minutes.
  return createOpsClient({ url, credential: () => api_key, retry: { tries: 5, deadlineMs: 20_000 } });
}

/** Where the project's other services are, below which ops-executor has its place. */
export async function projectAddress(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return (await findAccess(env)).url.replace(/\/functions\/v1\/.*$/, "");
}

async function findAccess(env: NodeJS.ProcessEnv): Promise<z.infer<typeof Access>> {
  if (env.OPS_URL || env.OPS_API_KEY) {
    const given = Access.safeParse({ url: env.OPS_URL, api_key: env.OPS_API_KEY });
    if (given.success) return given.data;
    throw notConnected("OPS_URL and OPS_API_KEY must both be set, OPS_URL to a complete address");
  }
  const path = join(resolve(env.OPS_HOME || join(root, ".ops")), "cli.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) throw notConnected("No control room is set up here");
  const local = Access.safeParse(parseJson(text));
  if (local.success) return local.data;
  throw notConnected(`${path} is damaged`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notConnected(message: string): CliError {
  const remedy = "Start one with `npm start`, or set OPS_URL and OPS_API_KEY to another one's.";
  return new CliError(message, remedy, errorKind("unavailable").exit);
}
