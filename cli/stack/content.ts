import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createOpsClient } from "../../lib/ops-client/index.ts";
import { ROOT } from "./instance.ts";
import { inheritedEnvironment } from "./workers.ts";

export interface Access {
  /** Address of ops-executor. */
  url: string;
  apiKey: string;
}

/** Publishes the templates of this checkout (those that were published before stay as they are, also where somebody has changed them since) and opens a session where there is none. */
export async function publishContent({ url, apiKey }: Access): Promise<{ detail: string }> {
  const folder = join(ROOT, "supabase", "templates");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  await ops(["templates", "publish", "--only-new", ...files.map((name) => join(folder, name))], { url, apiKey });

  const client = createOpsClient({ url, credential: () => apiKey });
  const { sessions } = await client.listSessions({});
  if (sessions.length === 0) await client.createSession({ name: "First look" });
  return { detail: `${files.length} templates` };
}

/** Runs the `ops` command. Throws with what it said. */
function ops(args: string[], { url, apiKey }: Access): Promise<void> {
  const env = { ...inheritedEnvironment(), OPS_URL: url, OPS_API_KEY: apiKey };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(ROOT, "cli", "main.ts"), ...args],
      { env, cwd: ROOT, timeout: 60_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`ops ${args[0]} ${args[1]} failed:\n${stderr}${stdout}`));
        else resolve();
      },
    );
  });
}
