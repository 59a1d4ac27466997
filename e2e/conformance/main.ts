/**
 * `npm run conformance [-- --url <project URL>]`: the suite against any Supabase project, or (without a URL) against a local
 * platform that lives as long as the run. Keys and the database URL come from the environment only: arguments are visible
 * to everybody on the machine.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { targetFromEnvironment } from "./support/target.ts";

const USAGE = `usage: npm run conformance [-- --url <project URL>] [vitest arguments]
  --url   the project to check; needs SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY and OPS_DATABASE_URL (role postgres),
          and for the checks of expiry SUPABASE_SIGNING_KEY (the project's private JWK). Default: SUPABASE_URL, else a local platform.`;

const { values, positionals } = parseArgs({
  options: { url: { type: "string" }, help: { type: "boolean", default: false } },
  allowPositionals: true,
});
const env = { ...process.env, ...(values.url ? { SUPABASE_URL: values.url } : {}) };

if (values.help) console.log(USAGE);
else if (isComplete()) run();

function isComplete(): boolean {
  try {
    targetFromEnvironment(env);
    return true;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return false;
  }
}

function run(): void {
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project=conformance", ...positionals];
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const child = spawn(process.execPath, vitest, { cwd, env, stdio: "inherit" });
  // The suite removes what it made before it ends: a signal is passed on, not obeyed at once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  child.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
