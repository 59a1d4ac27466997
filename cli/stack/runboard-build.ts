import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { InstanceBusyError, lockInstance } from "../../supabase/local/supervisor/instance-lock.ts";
import { addCompileHints } from "./compile-hints.ts";
import { ROOT } from "./instance.ts";

/** What the build is made of: folders and files below the root. */
const SOURCES = [
  ...["app", "components", "lib", "supabase/functions/_shared"],
  ...[
    "proxy.ts",
    "instrumentation-client.ts",
    "next.config.ts",
    "postcss.config.mjs",
    "tsconfig.runboard.json",
    "package-lock.json",
  ],
  // What is done to Next's own build.
  "cli/stack/compile-hints.ts",
];
const BUILD = join(ROOT, ".next");
const STAMP = join(BUILD, "built-from");
const TIMEOUT_MS = 10 * 60_000;

/**
 * What Next is told wherever it is started: that the files of variables have been read. Our commands do that themselves, and OPS_ENV_FILE, which
 * may name another file or none, is nothing to Next.
 */
export const nextVariables = { NEXT_TELEMETRY_DISABLED: "1", __NEXT_PROCESSED_ENV: "true" };

export const NEXT = join(ROOT, "node_modules", "next", "dist", "bin", "next");

/** Builds the Runboard unless this very source has been built. Returns whether it did. Throws with the end of what the build said. */
export async function buildRunboard(): Promise<boolean> {
  const unlock = await lockBuild();
  try {
    const source = await fingerprint();
    if ((await readFile(STAMP, "utf8").catch(() => "")) === source) return false;
    await runBuild();
    await addCompileHints(join(BUILD, "static", "chunks"));
    await writeFile(STAMP, source);
    return true;
  } finally {
    await unlock();
  }
}

/** Two instances of one clone share the build: the second waits for the first. */
async function lockBuild(): Promise<() => Promise<void>> {
  for (const started = Date.now(); ; await delay(250)) {
    try {
      return await lockInstance(join(ROOT, ".ops", "build"));
    } catch (error) {
      if (!(error instanceof InstanceBusyError) || Date.now() - started > TIMEOUT_MS) throw error;
    }
  }
}

function runBuild(): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...nextVariables };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [NEXT, "build"], { cwd: ROOT, env, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error) reject(new Error(`The Runboard cannot be built:\n${`${stdout}${stderr}`.slice(-4_000)}`));
      else resolve();
    });
  });
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const path of (await Promise.all(SOURCES.map(filesBelow))).flat().sort()) {
    hash.update(`\0${path}\0`).update(await readFile(join(ROOT, path)));
  }
  return hash.digest("hex");
}

async function filesBelow(path: string): Promise<string[]> {
  if (!(await stat(join(ROOT, path))).isDirectory()) return [path];
  const entries = await readdir(join(ROOT, path), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}
