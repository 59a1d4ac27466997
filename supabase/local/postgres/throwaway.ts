import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialise, SUPERUSER, temporaryCluster } from "./cluster.ts";
import { connectionUrl } from "./connection.ts";
import { stopPostmaster } from "./postmaster.ts";
import { runServer } from "./run-server.ts";
import { installSystemSchemas, type LoginRole, newPasswords } from "./system-schemas.ts";
import { ownThrowaway, sweepThrowaways } from "./throwaway-owner.ts";

/** A cluster for tests and benchmarks, gone with its owner. */
export interface ThrowawayCluster {
  port: number;
  /** The server's first process, before any `restart`. */
  pid: number;
  folder: string;
  /** Stops the server, "immediate" as a crash does, and starts it again on the same port. */
  restart(mode: "fast" | "immediate"): Promise<void>;
  urlFor(role: LoginRole, database: string): string;
  /** Stops the server and deletes everything. */
  remove(): Promise<void>;
}

/**
 * Starts a throw-away cluster with Supabase's roles and system schemas. It is removed even when this process is killed.
 * Unless `durable` is asked for, it is fast and not crash safe.
 */
export async function startThrowawayCluster({ durable = false } = {}): Promise<ThrowawayCluster> {
  await sweepThrowaways();
  const cluster = await temporaryCluster();
  await ownThrowaway(cluster.folder);
  const guard = spawn(
    process.execPath,
    [fileURLToPath(new URL("throwaway-guard.ts", import.meta.url)), cluster.folder],
    {
      // Its own group: a Ctrl-C in the terminal must not end the one process that cleans up.
      detached: true,
      stdio: ["pipe", "ignore", "inherit"],
    },
  );
  const remove = async () => {
    if (guard.exitCode !== null) return;
    const exited = once(guard, "exit");
    guard.stdin.end();
    await exited;
  };
  try {
    const passwords = newPasswords();
    await initialise(cluster, passwords[SUPERUSER]);
    const settings = { durable, logFile: join(cluster.folder, "postgres.log") };
    const { port, child } = await runServer(cluster, settings);
    child.unref();
    const restart: ThrowawayCluster["restart"] = async (mode) => {
      await stopPostmaster(cluster.dataDir, mode);
      (await runServer(cluster, { ...settings, port })).child.unref();
    };
    const urlFor = (role: LoginRole, database: string) =>
      connectionUrl({ port, role, password: passwords[role], database });
    await installSystemSchemas(urlFor(SUPERUSER, "postgres"), passwords);
    return { port, pid: child.pid ?? 0, folder: cluster.folder, restart, urlFor, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
