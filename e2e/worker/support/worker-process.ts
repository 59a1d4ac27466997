import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { waitUntil } from "../../../supabase/local/process/wait-until.ts";

export interface WorkerProcess {
  name: string;
  pid: number;
  guardianPid: number;
  /** Everything it has logged so far. */
  logs(): string;
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, null when a signal ended it. */
  exited: Promise<number | null>;
}

export interface WorkerSettings {
  url: string;
  apiKey: string;
  name: string;
  slots?: number;
  drainSeconds?: number;
  /** How long it may take until it runs. */
  startMs?: number;
  /** Of the command line. */
  args?: string[];
  /** Beside what the settings above make of it. */
  env?: Record<string, string>;
}

export const workerMain = fileURLToPath(new URL("../../../workers/main.ts", import.meta.url));

/** Starts a real worker and waits until it runs. */
export async function startWorker({
  url,
  apiKey,
  name,
  slots = 2,
  drainSeconds = 20,
  startMs = 60_000,
  args = [],
  env = {},
}: WorkerSettings): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [workerMain, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...env,
      PATH: process.env.PATH,
      OPS_URL: url,
      OPS_API_KEY: apiKey,
      OPS_WORKER_NAME: name,
      OPS_SLOTS: String(slots),
      OPS_DRAIN_SECONDS: String(drainSeconds),
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const guardian = () => /"guardian":(\d+)/.exec(output)?.[1];
  const up = await waitUntil(() => guardian() !== undefined || child.exitCode !== null, { timeoutMs: startMs });
  const [pid, guardianPid] = [child.pid, Number(guardian())];
  if (up === null || pid === undefined || !(guardianPid > 0)) {
    child.kill("SIGKILL");
    throw new Error(`the worker did not start:\n${output}`);
  }
  return { name, pid, guardianPid, logs: () => output, signal: (signal) => void process.kill(pid, signal), exited };
}
