import { dirname } from "node:path";
import { answersHttp } from "../../supabase/local/supervisor/part.ts";
import { startOnFreePort } from "../../supabase/local/supervisor/start-on-free-port.ts";
import type { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { ROOT } from "./instance.ts";
import type { Project } from "./project.ts";
import { buildRunboard, NEXT, nextVariables } from "./runboard-build.ts";
import type { Steps } from "./steps.ts";

const PREFERRED_PORT = 3_000;
/** How many steps it takes. */
export const RUNBOARD_STEPS = 2;

/** Builds the Runboard where that is due, serves it, and returns its address. */
export async function startRunboard(
  supervisor: Supervisor,
  { url, publishableKey, auth }: Project,
  steps: Steps,
): Promise<string> {
  await steps.run("Runboard, built once (about half a minute)", async () => ({
    detail: (await buildRunboard()) ? "built" : "up to date",
  }));
  const { address } = await steps.run("Runboard", async () => {
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
      NODE_ENV: "production",
      ...nextVariables,
      SUPABASE_URL: url,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      // How people may come in: as the local platform is set up; another project's owner says so. Empty is no.
      OPS_AUTH_PASSWORD_RESET: process.env.OPS_AUTH_PASSWORD_RESET ?? (auth?.mail ? "true" : ""),
      OPS_AUTH_GITHUB: process.env.OPS_AUTH_GITHUB ?? (auth?.github ? "true" : ""),
    };
    const port = await startOnFreePort(supervisor, PREFERRED_PORT, (free) => ({
      name: "runboard",
      command: process.execPath,
      args: [NEXT, "start", "--hostname", "127.0.0.1", "--port", String(free)],
      cwd: ROOT,
      env,
      isReady: () => answersHttp(`http://127.0.0.1:${free}/healthz`),
      stopTimeoutMs: 5_000,
    }));
    return { address: `http://127.0.0.1:${port}`, detail: `127.0.0.1:${port}` };
  });
  return address;
}
