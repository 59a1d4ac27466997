import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { Run } from "../functions/_shared/contracts/run.ts";
import type { LogEntry } from "../functions/_shared/contracts/run-log.ts";
import type { Session } from "../functions/_shared/contracts/session.ts";
import type { Database } from "../functions/_shared/database.types.ts";
import { supabaseOnMigrated } from "./support/cli-database.ts";

const header = `// Generated from the migrations; never edited. Regenerate: npx vitest run --project database supabase/tests/database-types.test.ts --update
// biome-ignore-all lint: generated
`;

test("the committed row types are those of the migrated database", async () => {
  const { exitCode, stdout, stderr } = await supabaseOnMigrated([
    "gen",
    "types",
    "--lang",
    "typescript",
    "--schema",
    "public",
  ]);
  expect([exitCode, exitCode === 0 ? "" : stderr]).toEqual([0, ""]);
  await expect(await format(header + stdout)).toMatchFileSnapshot("../functions/_shared/database.types.ts");
});

async function format(source: string): Promise<string> {
  const biome = join(dirname(createRequire(import.meta.url).resolve("@biomejs/biome/package.json")), "bin", "biome");
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const args = [biome, "format", "--stdin-file-path=supabase/functions/_shared/database.types.ts"];
  const { stdout } = await execa(process.execPath, args, { cwd, input: source, stripFinalNewline: false });
  return stdout;
}

type Tables = Database["public"]["Tables"];
/** A contract's type as a column can have it: text and numbers without their narrower words. */
type Column<T> = T extends string ? string : T extends number ? number : T;
type Columns<T> = { [Key in keyof T]: Column<T[Key]> };
type Shared<Contract, Row> = Extract<keyof Contract, keyof Row>;

// Checked by the compiler, not at run time: a column that is renamed, retyped or made nullable stops `tsc`.
describe("contracts that describe rows have the types of their columns", () => {
  test("Run", () => {
    type Row = Tables["runs"]["Row"];
    expectTypeOf<Columns<Pick<Run, Shared<Run, Row>>>>().toEqualTypeOf<Pick<Row, Shared<Run, Row>>>();
    // `requested_by` is the name here and the caller's id there, but text in both.
    expectTypeOf<Exclude<keyof Run, keyof Row>>().toEqualTypeOf<"lane" | "template" | "last_seq" | "due_at">();
  });

  test("LogEntry", () => {
    type Row = Tables["run_events"]["Row"];
    // `hash` is hex here and bytea there, but text in JSON in both.
    expectTypeOf<Columns<LogEntry>>().toEqualTypeOf<Pick<Row, keyof LogEntry>>();
  });

  test("Session and Lane", () => {
    type SessionRow = Tables["sessions"]["Row"];
    type Lane = Session["lanes"][number];
    expectTypeOf<Columns<Omit<Session, "lanes">>>().toEqualTypeOf<Pick<SessionRow, Exclude<keyof Session, "lanes">>>();
    expectTypeOf<Columns<Lane>>().toEqualTypeOf<Pick<Tables["lanes"]["Row"], keyof Lane>>();
  });
});
