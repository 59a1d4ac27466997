import { join } from "node:path";
import { loadEnvFile } from "node:process";

/** Beside package.json. What the first names is not taken from the second. */
const FILES = [".env.local", ".env"];

/**
 * Takes variables from the files that people keep them in; what the environment has already stays. OPS_ENV_FILE names another file, or
 * none where it is empty. Returns the files that were there; throws when one cannot be read.
 */
export function loadEnvFiles(folder: string): string[] {
  const named = process.env.OPS_ENV_FILE;
  const files = named === undefined ? FILES.map((name) => join(folder, name)) : named === "" ? [] : [named];
  // A file that was asked for by name has to be there.
  return files.filter((file) => load(file, named === undefined));
}

function load(file: string, optional: boolean): boolean {
  try {
    loadEnvFile(file);
    return true;
  } catch (error) {
    if (optional && error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
