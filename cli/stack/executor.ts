import { functionPart } from "../../supabase/local/functions-host.ts";
import type { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { type Instance, ROOT } from "./instance.ts";

export const FUNCTION = "ops-executor";

export interface ExecutorSettings {
  port: number;
  /** The project whose tokens it accepts. */
  supabaseUrl: string;
  /** Role `ops_executor`. */
  databaseUrl: string;
  /** What else its project tells every function; without SUPABASE_JWKS the keys are fetched from the project. */
  environment?: Record<string, string>;
}

/** Runs ops-executor on this machine. With OPS_DEV=1 it starts again whenever its source changes. */
export async function startExecutor(
  supervisor: Supervisor,
  { denoCache: cacheDir }: Instance,
  { port, supabaseUrl, databaseUrl, environment = {} }: ExecutorSettings,
): Promise<void> {
  const env = { ...environment, SUPABASE_URL: supabaseUrl, OPS_DATABASE_URL: databaseUrl };
  const reaches = [new URL(supabaseUrl), new URL(databaseUrl)].map(({ hostname }) => hostname);
  const watch = process.env.OPS_DEV === "1";
  await supervisor.start(functionPart({ projectDir: ROOT, name: FUNCTION, port, env, cacheDir, reaches, watch }));
}
