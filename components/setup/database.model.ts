import type { DatabaseState } from "../../supabase/functions/_shared/contracts/setup-state.ts";

const kinds: readonly (readonly [string, string, string])[] = [
  ["schema", "schema", "schemas"],
  ["table", "table", "tables"],
  ["view", "view", "views"],
  ["type", "type", "types"],
  ["function", "function", "functions"],
  ["policy", "policy", "policies"],
  ["trigger", "trigger", "triggers"],
  ["index", "index", "indexes"],
  ["bucket", "bucket", "buckets"],
  ["published", "published table", "published tables"],
  ["migration", "migration", "migrations"],
];

export interface ObjectGroup {
  /** "12 tables". */
  title: string;
  /** Without their kind. */
  names: string[];
}

/** Names of objects by their kind, in the order in which people think of them. */
export function groupObjects(names: readonly string[]): ObjectGroup[] {
  return kinds.flatMap(([kind, one, many]) => {
    const own = names.filter((name) => name.startsWith(`${kind} `)).map((name) => name.slice(kind.length + 1));
    return own.length === 0 ? [] : [{ title: `${own.length} ${own.length === 1 ? one : many}`, names: own.sort() }];
  });
}

/** What is so with the database, in one sentence. */
export function databaseSummary({ status, seen, applied, total, missing, outdated }: DatabaseState): string {
  switch (status) {
    case "current":
      return `Everything is there: ${total} migrations, as this code has them.`;
    case "empty":
      return "The project is empty: nothing of the control room is in it yet.";
    case "partial":
      if (applied === null) return "A part of the control room's schema is missing.";
      return applied === total
        ? `All ${total} migrations were applied, but ${missing.length} of the things they made are gone.`
        : `${applied} of ${total} migrations are applied; the rest is missing.`;
    case "outdated":
      if (applied === null)
        return "No migration is recorded in the database, so nobody can tell which version of the code made it.";
      return `The database was made by another version of this code: ${differs(outdated.length, seen === "owner" ? "thing" : "migration")} from it.`;
    case "newer":
      return "The database is newer than this code: it has migrations that are not here.";
    case "unknown":
      return "The database does not answer yet.";
  }
}

function differs(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? " differs" : "s differ"}`;
}

/** What could not be looked at, and why; null where nothing is left out. */
export function unseen({ seen, outdated }: DatabaseState): string | null {
  switch (seen) {
    case "rest":
      return (
        "The function public.setup_state, by which the database tells of itself, does not answer. So each table and function that the API " +
        "serves was asked for. Policies, triggers, indexes, types, buckets, published tables and the schema private cannot be seen that way."
      );
    case "gateway":
      return outdated.length === 0
        ? null
        : "The database tells which migrations have another text than here, by their hashes, and not what differs in them.";
    case "owner":
    case "nothing":
      return null;
  }
}

/** What is wrong with the connection string; null when it is right, or not there. */
export function connectionProblem(connection: DatabaseState["connection"]): string | null {
  switch (connection) {
    case "absent":
    case "ok":
      return null;
    case "unreachable":
      return "The database that OPS_DATABASE_URL names cannot be reached. Check host and port; use a direct or session connection (port 5432).";
    case "refused":
      return "The database refuses OPS_DATABASE_URL: user, password or database name is wrong.";
    case "other_project":
      return "OPS_DATABASE_URL is of another project than SUPABASE_URL, so it is not used.";
  }
}

/** The Supabase CLI's command for a project by its host. */
export function pushCommand(host: string): string {
  const hosted = /^([a-z0-9]{20})\.supabase\./.exec(host)?.[1];
  const target = hosted ?? '"postgresql://postgres:<your password>@<host>:5432/postgres"';
  return `npx supabase db push --include-all --remote=${target}`;
}

/** The Supabase CLI's commands that put ops-executor into a project, with the role it logs in as. */
export function executorCommands(host: string): string {
  const hosted = /^([a-z0-9]{20})\.supabase\./.exec(host)?.[1];
  const project = hosted ?? "<project>";
  return `npx supabase secrets set --project-ref ${project} \\
  OPS_DATABASE_URL='postgresql://ops_executor.${project}:<its password>@<pooler host>:6543/postgres'
npx supabase functions deploy ops-executor --use-api --project-ref ${project}`;
}

export const executorPassword = "alter role ops_executor login password '<a new password>';";
