import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { NEXT, nextVariables } from "../../../cli/stack/runboard-build.ts";
import { freePort } from "../../../supabase/local/process/free-port.ts";
import { waitUntil } from "../../../supabase/local/process/wait-until.ts";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export type Spawn = (command: string, args: string[], environment: NodeJS.ProcessEnv) => ChildProcess;

/** A process with a group of its own, so that it ends with all that it starts. */
export const spawnGroup: Spawn = (command, args, env) =>
  spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"], detached: true });

/** A Runboard with this environment and no other; answers its address. */
export async function startRunboard(environment: Record<string, string>, start: Spawn): Promise<string> {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: "production" as const,
    ...nextVariables,
    ...environment,
  };
  start(process.execPath, [NEXT, "start", "--hostname", "127.0.0.1", "--port", String(port)], env);
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${url}/icon.svg`).then(
      () => true,
      () => null,
    );
  if ((await waitUntil(answers, { timeoutMs: 90_000 })) === null) throw new Error("The Runboard did not start");
  return url;
}

/** Ends a process and its group. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await exited;
}
