import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { z } from "zod";

/** Writes JSON that only we may read; readers see the old or the new content, never half of it. */
export async function writePrivateJson(path: string, value: unknown): Promise<void> {
  const partial = `${path}.${randomBytes(4).toString("hex")}`;
  await writeFile(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(partial, path);
}

/** Reads JSON of a known shape; null when the file does not exist. Throws when it has another shape. */
export async function readJson<T>(path: string, shape: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : shape.parse(JSON.parse(text));
}
