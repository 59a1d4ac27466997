import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A migration that the database refused; `message` names the file, the statement and the reason. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

const COPIED = ["config.toml", "migrations", "seed.sql"];
const TIMEOUT_MS = 120_000;

/**
 * Applies the migrations of a Supabase project folder (the parent of `supabase/`) with the Supabase CLI.
 * `url` is that of role `postgres` on a server without TLS. Throws MigrationError.
 */
export async function applyMigrations({ projectDir, url }: { projectDir: string; url: string }): Promise<void> {
  // The CLI writes beside what it reads, and the sources may change while it works: it gets a copy of its own.
  const workdir = await mkdtemp(join(tmpdir(), "supabase-migrate-"));
  try {
    await mkdir(join(workdir, "supabase"));
    for (const name of COPIED) {
      const source = join(projectDir, "supabase", name);
      if (await exists(source)) await cp(source, join(workdir, "supabase", name), { recursive: true });
    }
    if (!(await hasMigrations(workdir))) return;
    await push(workdir, url);
  } finally {
    await rm(workdir, { recursive: true, force: true });
  }
}

async function push(workdir: string, url: string): Promise<void> {
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = "";
  target.searchParams.set("sslmode", "disable");
  const packageJson = createRequire(import.meta.url).resolve("supabase/package.json");
  const cli = join(dirname(packageJson), "dist", "supabase.js");
  const args = [cli, "db", "push", "--yes", "--agent=no", `--workdir=${workdir}`, `--remote=${target.href}`];
  // Argument lists are readable by every user of the machine, so the password travels in the environment.
  const env = { ...process.env, PGPASSWORD: password, SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, args, { env, timeout: TIMEOUT_MS, cwd: workdir }, (error, stdout, stderr) => {
      if (!error) return resolve();
      reject(new MigrationError(explain(stderr) || stdout.trim() || error.message));
    });
  });
}

/** The end of the CLI's output from the migration that failed, without its general advice. */
function explain(stderr: string): string {
  const lines = stderr.trim().split("\n");
  const from = lines.findLastIndex((line) => line.startsWith("Applying migration"));
  return lines
    .slice(Math.max(from, 0))
    .filter((line) => !line.startsWith("Try rerunning"))
    .join("\n");
}

async function hasMigrations(workdir: string): Promise<boolean> {
  const names = await readdir(join(workdir, "supabase", "migrations")).catch(() => []);
  return names.some((name) => name.endsWith(".sql"));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
