import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { Sql } from "postgres";
import type { Part } from "../../supabase/local/supervisor/part.ts";
import { ROOT } from "./instance.ts";
import type { Project } from "./project.ts";
import { databaseNow, workerHasCalled } from "./provision.ts";

const WORKERS = 2;
const SLOTS = 4;
/** How long a stopping worker lets its runs finish before it hands them back (seconds). */
const DRAIN_SECONDS = 5;

/** The local workers. They get our environment, because that is where a step's named secrets are looked up. */
export async function workerParts(
  sql: Sql | null,
  { url, publishableKey, opsUrl }: Project,
  apiKey: string,
): Promise<Part[]> {
  const since = sql === null ? null : await databaseNow(sql);
  return Array.from({ length: WORKERS }, (_, index) => {
    const name = `${hostname()}-${index + 1}`;
    return {
      name: `worker-${index + 1}`,
      command: process.execPath,
      args: [join(ROOT, "workers", "main.ts")],
      cwd: ROOT,
      env: {
        ...inheritedEnvironment(),
        OPS_URL: opsUrl,
        SUPABASE_URL: url,
        SUPABASE_PUBLISHABLE_KEY: publishableKey,
        OPS_API_KEY: apiKey,
        OPS_SLOTS: String(SLOTS),
        OPS_WORKER_NAME: name,
        OPS_DRAIN_SECONDS: String(DRAIN_SECONDS),
      },
      // Where we cannot look into the database, a worker that stays up is all we can see.
      isReady: async () => sql === null || since === null || (await workerHasCalled(sql, name, since)),
      stopTimeoutMs: (DRAIN_SECONDS + 10) * 1_000,
    };
  });
}

/** Our environment without what npm adds, and with the pinned Node first on the path. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_"));
  return { ...Object.fromEntries(kept), PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
}
