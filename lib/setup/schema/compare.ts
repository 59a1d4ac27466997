import { compact, type ExpectedSchema, hashOf, type Migration } from "./migrations.ts";
import { planRepair } from "./repair.ts";

/** A row of supabase_migrations.schema_migrations. */
export interface RecordedMigration {
  version: string;
  statements: readonly string[];
}

/** What a database holds. */
export interface FoundSchema {
  recorded: readonly RecordedMigration[];
  objects: ReadonlySet<string>;
}

export interface SchemaComparison {
  /** Migrations that have not been applied. */
  pending: Migration[];
  /** Migrations whose text is another one now. */
  changed: Migration[];
  /** Versions that this checkout does not know: the database is newer. */
  unknown: string[];
  /** Objects that are not there, whether their migration has been applied or not. */
  missing: string[];
  /** Objects that are there in an older form, or migrations where no more is known. */
  outdated: string[];
  /** Statements that bring what is outdated up to date and lose nothing; null when that cannot be done so; empty when nothing is to do. */
  repair: string[] | null;
}

/** Compares a database with what the code expects. */
export function compareSchema(expected: ExpectedSchema, found: FoundSchema): SchemaComparison {
  const recorded = new Map(found.recorded.map(({ version, statements }) => [version, statements.join("\n;\n")]));
  const known = new Set(expected.migrations.map(({ version }) => version));
  const pending = expected.migrations.filter(({ version }) => !recorded.has(version));
  const applied = expected.migrations.filter(({ version }) => recorded.has(version));
  const changed = applied.filter(({ version, text }) => compact(text) !== compact(recorded.get(version) ?? ""));
  const missing = expected.objects.filter((object) => !found.objects.has(object));
  const repair = planRepair(
    applied.map((migration) => ({ migration, before: recorded.get(migration.version) ?? "" })),
    new Set(missing),
  );
  return {
    pending,
    changed,
    unknown: found.recorded.map(({ version }) => version).filter((version) => !known.has(version)),
    missing,
    outdated: repair.outdated.filter((object) => found.objects.has(object)),
    repair: repair.statements,
  };
}

/** Whether nothing is to be done. */
export function isCurrent({ pending, changed, unknown, missing }: SchemaComparison): boolean {
  return [pending, changed, unknown, missing].every((list) => list.length === 0);
}

/** What a database tells of itself through its API (`public.setup_state()`). */
export interface ToldSchema {
  /** Hashes of the migrations' texts by version. */
  recorded: Readonly<Record<string, string>>;
  missing: readonly string[];
}

/** Compares what a database tells of itself. A migration that has another hash can be named; what differs in it, and how to mend it, cannot. */
export function compareTold(expected: ExpectedSchema, { recorded, missing }: ToldSchema): SchemaComparison {
  const texts = new Map(expected.migrations.map(({ version, text }) => [`${version}:${hashOf([text])}`, text]));
  const gone = new Set(missing);
  const comparison = compareSchema(expected, {
    recorded: Object.entries(recorded).map(([version, hash]) => {
      const text = texts.get(`${version}:${hash}`);
      return { version, statements: text === undefined ? [] : [text] };
    }),
    objects: new Set(expected.objects.filter((object) => !gone.has(object))),
  });
  if (comparison.changed.length === 0) return comparison;
  const outdated = comparison.changed.map(({ version, name }) => `migration ${version}_${name}`);
  return { ...comparison, outdated, repair: null };
}
