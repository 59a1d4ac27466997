import { join } from "node:path";
import type { Part } from "../supervisor/part.ts";
import { type Cluster, identityOf, serverArguments, serverEnvironment } from "./cluster.ts";
import { findPostmaster } from "./postmaster.ts";

/** The server of an initialised cluster as a part of the supervisor. */
export function postgresPart(cluster: Cluster, port: number): Part {
  return {
    name: "postgres",
    command: join(cluster.binaries, "bin", "postgres"),
    args: serverArguments(cluster, port),
    env: serverEnvironment(),
    cwd: cluster.folder,
    ...identityOf(cluster),
    isReady: async () => (await findPostmaster(cluster.dataDir))?.ready === true,
    readyTimeoutMs: 60_000,
    // "Fast": open transactions are rolled back; the default would wait for clients that never leave.
    stopSignal: "SIGINT",
    stopTimeoutMs: 30_000,
  };
}
