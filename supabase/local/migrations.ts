import { cp, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSupabaseCli } from "./supabase-cli.ts";

/** A migration that the database refused; `message` names the file, the statement and the reason. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

const COPIED = ["config.toml", "migrations", "seed.sql"];

export interface MigrationTarget {
  /** The parent of `supabase/`. */
  projectDir: string;
  /** Of role `postgres`. */
  url: string;
  /** Applies those, too, that are older than the last one applied. */
  all?: boolean;
}

/** Applies the migrations of a Supabase project folder with the Supabase CLI. Throws MigrationError. */
export async function applyMigrations({ projectDir, url, all = false }: MigrationTarget): Promise<void> {
  // The CLI writes beside what it reads, and the sources may change while it works: it gets a copy of its own.
  const workdir = await mkdtemp(join(tmpdir(), "supabase-migrate-"));
  try {
    await mkdir(join(workdir, "supabase"));
    for (const name of COPIED) {
      const source = join(projectDir, "supabase", name);
      if (await exists(source)) await cp(source, join(workdir, "supabase", name), { recursive: true });
    }
    if (!(await hasMigrations(workdir))) return;
    await push(workdir, url, all);
  } finally {
    await rm(workdir, { recursive: true, force: true });
  }
}

async function push(workdir: string, url: string, all: boolean): Promise<void> {
  const args = ["db", "push", "--yes", ...(all ? ["--include-all"] : [])];
  const { exitCode, stdout, stderr } = await runSupabaseCli({ args, url, workdir });
  if (exitCode === 0) return;
  throw new MigrationError(explain(stderr) || stdout.trim() || `supabase db push ended with ${exitCode}`);
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
