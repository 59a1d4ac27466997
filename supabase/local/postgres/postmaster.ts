import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { processCommandLine, processStartedAt, sendSignal } from "../process/identity.ts";
import { waitUntil } from "../process/wait-until.ts";

/** What a running server wrote into `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** The server that runs on this data folder, or null. A lock file whose pid now belongs to another program is not a server. */
export async function findPostmaster(dataDir: string): Promise<Postmaster | null> {
  const text = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => null);
  if (text === null) return null;
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  const command = await processCommandLine(pid);
  if (!command?.includes(dataDir) || (await processStartedAt(pid)) === null) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/**
 * Stops the server on this data folder if there is one, and removes a stale lock file.
 * "fast" rolls open transactions back and writes a checkpoint; "immediate" is for data that is thrown away.
 */
export async function stopPostmaster(dataDir: string, mode: "fast" | "immediate" = "fast"): Promise<boolean> {
  const server = await findPostmaster(dataDir);
  if (server) {
    const gone = async () => (await processStartedAt(server.pid)) === null;
    sendSignal(server.pid, mode === "fast" ? "SIGINT" : "SIGQUIT");
    if (!(await waitUntil(gone, { timeoutMs: mode === "fast" ? 30_000 : 5_000 }))) {
      sendSignal(server.pid, "SIGQUIT");
      if (!(await waitUntil(gone, { timeoutMs: 5_000 }))) sendSignal(server.pid, "SIGKILL");
      await waitUntil(gone, { timeoutMs: 5_000 });
    }
  }
  if ((await findPostmaster(dataDir)) === null) await rm(join(dataDir, "postmaster.pid"), { force: true });
  return server !== null;
}
