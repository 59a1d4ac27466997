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
  /** The project's public keys; fetched from the project when absent. */
  jwks?: object;
}

/** Runs ops-executor on this machine. */
export async function startExecutor(
  supervisor: Supervisor,
  { denoCache }: Instance,
  { port, supabaseUrl, databaseUrl, jwks }: ExecutorSettings,
): Promise<void> {
  const env = {
    SUPABASE_URL: supabaseUrl,
    OPS_DATABASE_URL: databaseUrl,
    ...(jwks ? { SUPABASE_JWKS: JSON.stringify(jwks) } : {}),
  };
  const reaches = [new URL(supabaseUrl), new URL(databaseUrl)].map(({ hostname }) => hostname);
  await supervisor.start(functionPart({ projectDir: ROOT, name: FUNCTION, port, env, cacheDir: denoCache, reaches }));
}
