import { compact, type Migration } from "./migrations.ts";
import { kindOf, objectsOf } from "./objects.ts";
import { splitStatements } from "./statements.ts";

interface Applied {
  migration: Migration;
  /** Its text when it was applied. */
  before: string;
}

export interface Repair {
  outdated: string[];
  /** Null when an object that holds data would have to change. */
  statements: string[] | null;
}

/** What can be made anew without losing anything. */
const REPLACEABLE = new Set(["function", "policy", "trigger"]);

/**
 * How to make an applied migration what its file says now. Functions, policies and triggers are made anew, comments and grants given
 * again; anything else that differs, or is missing, holds or shapes data, and nobody but a person may decide about that.
 */
export function planRepair(applied: readonly Applied[], missing: ReadonlySet<string>): Repair {
  const outdated: string[] = [];
  const statements: string[] = [];
  let possible = true;
  const lost = [...missing].flatMap((object) => /^function (.+)$/.exec(object)?.[1] ?? []);
  // A function that is made anew has neither its grants nor its comment.
  const isAboutLost = (statement: string) => isRight(statement) && lost.some((name) => statement.includes(`${name}(`));
  for (const { migration, before } of applied) {
    const old = splitStatements(before);
    const oldTexts = new Set(old.map(compact));
    const newTexts = new Set(migration.statements.map(compact));
    const made = new Set(migration.statements.flatMap(objectsOf));
    for (const statement of migration.statements) {
      const objects = objectsOf(statement);
      const same = oldTexts.has(compact(statement));
      if (same && !objects.some((object) => missing.has(object)) && !isAboutLost(statement)) continue;
      if (!same) outdated.push(...objects);
      const again = remake(statement);
      if (again === null) possible = false;
      else statements.push(...again);
    }
    // What the file does not make any more: its remains could hold a right that was taken away.
    for (const statement of old.filter((text) => !newTexts.has(compact(text)))) {
      const objects = objectsOf(statement);
      const replaced = objects.length > 0 && objects.every((object) => made.has(object));
      if (!replaced && !isComment(statement)) possible = false;
    }
  }
  return { outdated: [...new Set(outdated)], statements: possible ? statements : null };
}

/** The statement in a form that may be run again; null when there is none. */
function remake(statement: string): string[] | null {
  if (isRight(statement)) return [statement];
  const [object = ""] = objectsOf(statement);
  if (!REPLACEABLE.has(kindOf(object))) return null;
  if (kindOf(object) === "function")
    return [statement.replace(/^create (or replace )?function/i, "create or replace function")];
  const [, table = "", name = ""] = /^\w+ ([^:]+): (.+)$/.exec(object) ?? [];
  return [`drop ${kindOf(object)} if exists "${name}" on ${table}`, statement];
}

/** A comment, or what somebody may do: given again it changes nothing. */
function isRight(statement: string): boolean {
  return isComment(statement) || /^(grant|revoke)\s/i.test(statement);
}

function isComment(statement: string): boolean {
  return /^comment\s+on\s/i.test(statement);
}
