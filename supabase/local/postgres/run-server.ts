import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../process/free-port.ts";
import { waitUntil } from "../process/wait-until.ts";
import { type Cluster, identityOf, serverArguments, serverEnvironment } from "./cluster.ts";
import { findPostmaster } from "./postmaster.ts";

const PORT_ATTEMPTS = 5;
const READY_TIMEOUT_MS = 60_000;

/** A server as a child of this process. */
export interface RunningServer {
  port: number;
  child: ChildProcess;
}

/**
 * Starts a server on an initialised cluster, on a free loopback port unless one is given, and waits until it accepts connections.
 * It has its own process group, so a Ctrl-C in the terminal reaches only whoever stops it in order.
 * Throws with the end of the server's log when it does not come up.
 */
export async function runServer(
  cluster: Cluster,
  { durable, logFile, port: wanted }: { durable: boolean; logFile: string; port?: number },
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const log = openSync(logFile, "a", 0o600);
    const child = spawn(join(cluster.binaries, "bin", "postgres"), serverArguments(cluster, port, { durable }), {
      ...identityOf(cluster),
      env: serverEnvironment(),
      cwd: cluster.folder,
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    let ended = false;
    child.once("exit", () => (ended = true));
    child.once("error", () => (ended = true));
    const answer = await waitUntil(async () => ended || (await findPostmaster(cluster.dataDir))?.ready === true, {
      timeoutMs: READY_TIMEOUT_MS,
    });
    if (answer && !ended) return { port, child };
    if (!ended) child.kill("SIGQUIT");
    const tail = (await readFile(logFile, "utf8").catch(() => "")).split("\n").slice(-15).join("\n");
    // Somebody may have taken the port between the look and the start.
    if (attempt < PORT_ATTEMPTS && /could not bind|Address already in use/.test(tail)) continue;
    throw new Error(`PostgreSQL did not start:\n${tail}`);
  }
}
