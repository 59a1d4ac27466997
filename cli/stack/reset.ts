import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Cluster } from "../../supabase/local/postgres/cluster.ts";
import { sendSignal } from "../../supabase/local/process/identity.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import { instanceOwner } from "../../supabase/local/supervisor/instance-lock.ts";
import type { Instance } from "./instance.ts";

const STOP_TIMEOUT_MS = 60_000;

/** Stops the process that runs this instance, if any. Throws when it does not stop. */
export async function stopRunning({ folder }: Instance): Promise<void> {
  const pid = await instanceOwner(folder);
  if (pid === null) return;
  console.log(`Stopping the running instance (process ${pid}) ...`);
  sendSignal(pid, "SIGTERM");
  const stopped = await waitUntil(async () => (await instanceOwner(folder)) === null, { timeoutMs: STOP_TIMEOUT_MS });
  if (!stopped) throw new Error(`Process ${pid} does not stop; nothing was deleted.`);
}

/** Deletes the instance's data, keys and logs: exactly what a start makes, nothing else that may lie in the folder. */
export async function wipe(instance: Instance, cluster: Cluster): Promise<void> {
  const { folder, secretsFile, cliFile, migrationsFile, denoCache, storage } = instance;
  const logs = join(folder, "logs");
  for (const path of [cluster.folder, logs, secretsFile, cliFile, migrationsFile, denoCache, storage]) {
    await rm(path, { recursive: true, force: true });
  }
}
