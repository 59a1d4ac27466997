import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface CliCall {
  /** Subcommand and flags, without the target. */
  args: readonly string[];
  /** Of role `postgres`. */
  url: string;
  /** Folder that contains `supabase/`. */
  workdir: string;
}

export interface CliResult {
  /** Null when it did not end by itself within two minutes. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

/** Runs the pinned Supabase CLI against a database and waits for its end, whatever that is. */
export function runSupabaseCli({ args, url, workdir }: CliCall): Promise<CliResult> {
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = "";
  // Servers of our own have no TLS; any other's URL may say what it wants.
  if (isLoopback(target.hostname)) target.searchParams.set("sslmode", "disable");
  const packageJson = createRequire(import.meta.url).resolve("supabase/package.json");
  const cli = join(dirname(packageJson), "dist", "supabase.js");
  const argv = [cli, ...args, "--agent=no", `--workdir=${workdir}`, `--remote=${target.href}`];
  // Argument lists are readable by every user of the machine, so the password travels in the environment.
  const env = { ...process.env, PGPASSWORD: password, SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  const options = { env, timeout: TIMEOUT_MS, cwd: workdir, maxBuffer: MAX_OUTPUT_BYTES };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, argv, options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

function isLoopback(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}
