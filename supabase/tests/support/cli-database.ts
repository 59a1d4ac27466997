import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase } from "../../../e2e/harness/postgres.ts";
import { type CliResult, runSupabaseCli } from "../../local/supabase-cli.ts";

/** Runs the Supabase CLI against a freshly migrated database of its own, in an empty folder. */
export async function supabaseOnMigrated(args: readonly string[]): Promise<CliResult> {
  const [database, workdir] = await Promise.all([createDatabase(), mkdtemp(join(tmpdir(), "supabase-cli-"))]);
  try {
    return await runSupabaseCli({ args, url: database.adminUrl, workdir });
  } finally {
    await Promise.all([database.drop(), rm(workdir, { recursive: true, force: true })]);
  }
}
