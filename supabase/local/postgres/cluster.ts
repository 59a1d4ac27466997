import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Account, isTraversable, makeTraversable, ROOT_DATA_FOLDER, serverAccount } from "./account.ts";
import { postgresBinaries } from "./binaries.ts";

const run = promisify(execFile);

/** The bootstrap superuser, as on Supabase: owner of auth, storage and realtime. */
export const SUPERUSER = "supabase_admin";

/** How the folders of throw-away clusters are named. */
export const TEMPORARY_PREFIX = "supabase-local-";

/** A cluster on disk: what is needed to run a server on it. */
export interface Cluster {
  binaries: string;
  account: Account | null;
  /** Owned by the account; holds `data/` and nothing of ours that the account may not read. */
  folder: string;
  dataDir: string;
}

/** The cluster that belongs to an instance folder. As root it lies outside, where the server's own user can reach it. */
export async function clusterFor(instanceFolder: string): Promise<Cluster> {
  const account = await serverAccount();
  if (account === null) return describe(join(instanceFolder, "postgres"), account);
  const id = createHash("sha256")
    .update(await realpath(instanceFolder))
    .digest("hex")
    .slice(0, 16);
  await makeTraversable(ROOT_DATA_FOLDER);
  return describe(join(ROOT_DATA_FOLDER, id), account);
}

/** A cluster in a new temporary folder. The caller deletes `folder`. */
export async function temporaryCluster(): Promise<Cluster> {
  const account = await serverAccount();
  const shared = account === null || (await isTraversable(tmpdir()));
  if (!shared) await makeTraversable(ROOT_DATA_FOLDER);
  const folder = await mkdtemp(join(shared ? tmpdir() : ROOT_DATA_FOLDER, TEMPORARY_PREFIX));
  return describe(await realpath(folder), account);
}

async function describe(folder: string, account: Account | null): Promise<Cluster> {
  return { binaries: await postgresBinaries(account), account, folder, dataDir: join(folder, "data") };
}

/** Whether the data folder was initialised completely. */
export async function isInitialised(cluster: Cluster): Promise<boolean> {
  return (await stat(join(cluster.dataDir, "PG_VERSION")).catch(() => null)) !== null;
}

/** Makes the data folder with one superuser; an interrupted attempt leaves nothing that counts as a cluster. */
export async function initialise(cluster: Cluster, superuserPassword: string): Promise<void> {
  const partial = join(cluster.folder, "data.new");
  const passwordFile = join(cluster.folder, "initdb-password");
  await mkdir(cluster.folder, { recursive: true, mode: 0o700 });
  await chmod(cluster.folder, 0o700);
  await rm(partial, { recursive: true, force: true });
  await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
  if (cluster.account) {
    await chown(cluster.folder, cluster.account.uid, cluster.account.gid);
    await chown(passwordFile, cluster.account.uid, cluster.account.gid);
  }
  try {
    // The built-in locale sorts the same on every operating system and needs no locale installed.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const access = [`--username=${SUPERUSER}`, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    const rest = ["--data-checksums", "--no-sync", "--no-instructions", `--pgdata=${partial}`];
    await run(join(cluster.binaries, "bin", "initdb"), [...locale, ...access, ...rest], {
      ...identityOf(cluster),
      env: serverEnvironment(),
      cwd: cluster.folder,
    });
    await rename(partial, cluster.dataDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Arguments of `bin/postgres`. `durable: false` trades crash safety for speed: only for data that is thrown away. */
export function serverArguments(cluster: Cluster, port: number, { durable = true } = {}): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    // Only TCP: a socket path may be longer than the system allows, and nothing needs it.
    unix_socket_directories: "",
    port: String(port),
    wal_level: "logical",
    max_connections: "200",
    max_wal_senders: "20",
    max_replication_slots: "20",
    timezone: "UTC",
    log_timezone: "UTC",
    shared_preload_libraries: "pg_stat_statements",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_wal_size: "4GB" }),
  };
  return ["-D", cluster.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** uid and gid for spawn; empty when we run the server as ourselves. */
export function identityOf(cluster: Cluster): { uid?: number; gid?: number } {
  return cluster.account ? { uid: cluster.account.uid, gid: cluster.account.gid } : {};
}

/** The server inherits nothing of ours but the path and the time zone data: PG* variables would change its behaviour. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}
