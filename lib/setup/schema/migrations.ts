import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { objectsOf } from "./objects.ts";
import { splitStatements } from "./statements.ts";

/** One migration of this checkout. */
export interface Migration {
  /** The digits its file begins with. */
  version: string;
  name: string;
  text: string;
  statements: string[];
}

/** What the code expects of a database. */
export interface ExpectedSchema {
  migrations: Migration[];
  /** Names of everything the migrations make. */
  objects: string[];
  fingerprint: string;
}

/** Reads the migrations below a project's folder, in order. */
export async function readSchema(projectDir: string): Promise<ExpectedSchema> {
  const folder = join(projectDir, "supabase", "migrations");
  const files = (await readdir(folder)).filter((file) => /^\d+_.*\.sql$/.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return schemaOf(files.map((file, index) => migrationOf(file, texts[index] ?? "")));
}

export function migrationOf(file: string, text: string): Migration {
  const [version = "", ...name] = file.replace(/\.sql$/, "").split("_");
  return { version, name: name.join("_"), text, statements: splitStatements(text) };
}

export function schemaOf(migrations: Migration[]): ExpectedSchema {
  const objects = new Set(migrations.flatMap(({ statements }) => statements.flatMap(objectsOf)));
  const recorded = migrations.map(({ version, text }) => ({ version, statements: [text] }));
  return { migrations, objects: [...objects], fingerprint: fingerprintOf(recorded) };
}

/** As `private.schema_fingerprint()` computes it, from a list in order. */
export function fingerprintOf(recorded: readonly { version: string; statements: readonly string[] }[]): string {
  return sha256(recorded.map(({ version, statements }) => `${version}:${hashOf(statements)}`).join("\n"));
}

/** As `private.schema_record()` computes it for a migration. */
export function hashOf(statements: readonly string[]): string {
  return sha256(compact(statements.join("")));
}

/** The same SQL whether the CLI has cut it into statements or somebody has pasted it. */
export function compact(sql: string): string {
  return sql.replace(/[ \t\r\n;]+/g, "");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
