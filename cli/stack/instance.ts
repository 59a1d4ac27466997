import { mkdir, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root: what an instance runs. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where one installation keeps its state: keys, logs, process records and (unless root) the data. */
export interface Instance {
  folder: string;
  secretsFile: string;
  /** Address and key for the `ops` command. */
  cliFile: string;
  migrationsFile: string;
  denoCache: string;
  /** Files of the local Storage. */
  storage: string;
}

/** The instance of this clone, or of OPS_HOME. Makes the folder, for our eyes only. */
export async function openInstance(): Promise<Instance> {
  const wanted = resolve(process.env.OPS_HOME || join(ROOT, ".ops"));
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  const folder = await realpath(wanted);
  return {
    folder,
    secretsFile: join(folder, "secrets.json"),
    cliFile: join(folder, "cli.json"),
    migrationsFile: join(folder, "migrations.json"),
    denoCache: join(folder, "deno"),
    storage: join(folder, "storage"),
  };
}
