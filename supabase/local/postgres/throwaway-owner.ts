import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { processStartedAt } from "../process/identity.ts";
import { parseJson } from "../process/parse-json.ts";
import { ROOT_DATA_FOLDER } from "./account.ts";
import { TEMPORARY_PREFIX } from "./cluster.ts";
import { stopPostmaster } from "./postmaster.ts";

const Owner = z.object({ pid: z.number().int(), started_at: z.string().nullable() });

/** Notes in the folder of a throw-away cluster that this process owns it. */
export async function ownThrowaway(folder: string): Promise<void> {
  const owner: z.infer<typeof Owner> = { pid: process.pid, started_at: await processStartedAt(process.pid) };
  await writeFile(join(folder, "owner.json"), JSON.stringify(owner));
}

/** Removes throw-away clusters whose owner and guard were both killed: nobody else would. */
export async function sweepThrowaways(): Promise<void> {
  for (const base of [tmpdir(), ROOT_DATA_FOLDER]) {
    for (const name of await readdir(base).catch(() => [])) {
      const folder = join(base, name);
      if (!name.startsWith(TEMPORARY_PREFIX) || !(await isAbandoned(folder))) continue;
      // The guard may be at the same work, and another user's folder is not ours to remove.
      await stopPostmaster(join(folder, "data"), "immediate").catch(() => false);
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, "owner.json"), "utf8").catch(() => null);
  const owner = Owner.safeParse(parseJson(text ?? ""));
  return owner.success && (await processStartedAt(owner.data.pid)) !== owner.data.started_at;
}
