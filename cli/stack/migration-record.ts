import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJson, writePrivateJson } from "./private-file.ts";

/** File name -> SHA-256 of the content that was applied. */
const Applied = z.record(z.string(), z.string());
type Applied = z.infer<typeof Applied>;

/**
 * Throws when a migration that this instance has applied is different or gone now: the history knows only names, so the
 * database would silently keep the old form. (Until the first release migrations are edited in place.)
 */
export async function refuseEditedMigrations(recordFile: string, folder: string): Promise<void> {
  const applied = (await readJson(recordFile, Applied)) ?? {};
  const current = await currentMigrations(folder);
  const changed = Object.keys(applied).filter((name) => current[name] !== applied[name]);
  if (changed.length === 0) return;
  throw new Error(
    `This instance's database was made by other versions of ${changed.join(", ")}.\n` +
      "To delete its data and start afresh: npm start -- --reset",
  );
}

/** Notes the current files as applied; returns how many there are. */
export async function rememberMigrations(recordFile: string, folder: string): Promise<number> {
  const current = await currentMigrations(folder);
  await writePrivateJson(recordFile, current);
  return Object.keys(current).length;
}

async function currentMigrations(folder: string): Promise<Applied> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const entries = names.map(async (name) => {
    const hash = createHash("sha256").update(await readFile(join(folder, name)));
    return [name, hash.digest("hex")] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
