import { execFile } from "node:child_process";
import { join } from "node:path";
import { shared } from "./shared.ts";

/** Longer than the Supabase CLI gets. */
const TIMEOUT_MS = 150_000;

interface ApplyState {
  running: boolean;
  failure: string | null;
}

const state = shared<ApplyState>("apply", () => ({ running: false, failure: null }));

/** Whether this server is bringing the database up to date, and why it last failed to. */
export function applyState(): Readonly<ApplyState> {
  return state;
}

/**
 * Brings the database to this checkout's schema in a process of its own, which has the Supabase CLI. Answers at once; the state tells
 * how it goes on. One at a time: here by this flag, between servers by an advisory lock.
 */
export function startApply(databaseUrl: string): void {
  if (state.running) return;
  state.running = true;
  state.failure = null;
  const script = join(process.cwd(), "cli", "stack", "apply-schema.ts");
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: process.env.NODE_ENV,
    OPS_DATABASE_URL: databaseUrl,
  };
  execFile(process.execPath, [script], { cwd: process.cwd(), env, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
    state.running = false;
    if (error === null) return;
    console.error(`setup: the schema could not be applied:\n${stdout}${stderr}`);
    // Standard output is for everybody, standard error for this server's log: it may name hosts.
    state.failure = stdout.trim() || "It did not work; this server's log says why.";
  });
}
