import postgres from "postgres";
import type { DatabaseState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { applyState } from "./apply.ts";
import { askState, missingTables, type Told } from "./gateway.ts";
import { asOwner, inspectDatabase } from "./inspect.ts";
import { compareSchema, isCurrent, type SchemaComparison } from "./schema/compare.ts";
import type { ExpectedSchema } from "./schema/migrations.ts";
import { isOfOtherProject } from "./settings.ts";

export interface Project {
  url: string;
  key: string;
  /** Role postgres; undefined where this server was not told. */
  databaseUrl: string | undefined;
}

export interface DatabaseCheck {
  state: DatabaseState;
  hasAdmin: boolean | null;
  /** As the owner saw it; null where nobody could look so closely. */
  comparison: SchemaComparison | null;
}

/** Finds out what a project's database lacks, as closely as the server can look. */
export async function checkDatabase(project: Project, expected: ExpectedSchema): Promise<DatabaseCheck> {
  const { url, key, databaseUrl } = project;
  if (databaseUrl === undefined || databaseUrl === "") return await throughGateway(project, expected, "absent");
  if (isOfOtherProject(databaseUrl, url)) return await throughGateway(project, expected, "other_project");
  try {
    const comparison = compareSchema(expected, await inspectDatabase(databaseUrl, expected));
    const told = await askState(url, key);
    return asOwnerSees(comparison, expected, typeof told === "object" ? told : null, await hasAdmin(databaseUrl));
  } catch (error) {
    const refused = error instanceof postgres.PostgresError && /^(28|3D)/.test(error.code);
    return await throughGateway(project, expected, refused ? "refused" : "unreachable");
  }
}

function asOwnerSees(
  comparison: SchemaComparison,
  expected: ExpectedSchema,
  told: Told | null,
  admin: boolean,
): DatabaseCheck {
  const { pending, changed, unknown, missing, outdated, repair } = comparison;
  const total = expected.migrations.length;
  const repairable = repair !== null && unknown.length === 0;
  const { running, failure } = applyState();
  // What REST serves may lag behind what the owner sees, until it has read the schema again.
  const current = isCurrent(comparison) && told?.fingerprint === expected.fingerprint;
  return {
    comparison,
    hasAdmin: admin,
    state: {
      status: current ? "current" : statusOf(comparison, total),
      seen: "owner",
      missing,
      outdated,
      applied: total - pending.length,
      total,
      connection: "ok",
      repairable,
      may_apply:
        !repairable || (changed.length + pending.length + missing.length === 0 && current)
          ? "no"
          : admin
            ? "admin"
            : "yes",
      applying: running,
      failure,
    },
  };
}

function statusOf({ pending, changed, unknown, outdated }: SchemaComparison, total: number): DatabaseState["status"] {
  if (unknown.length > 0) return "newer";
  if (changed.length > 0 || outdated.length > 0) return "outdated";
  return pending.length === total ? "empty" : "partial";
}

async function throughGateway(
  { url, key }: Project,
  expected: ExpectedSchema,
  connection: DatabaseState["connection"],
) {
  const rest = {
    outdated: [],
    applied: null,
    total: expected.migrations.length,
    connection,
    repairable: false,
    may_apply: "no" as const,
    applying: false,
    failure: null,
  };
  const told = await askState(url, key, expected.objects);
  if (told === null || told === "refused")
    return check({ ...rest, status: "unknown", seen: "nothing", missing: [] }, null);
  if (told === "absent") {
    const tables = expected.objects.flatMap((name) => /^table public\.(.+)$/.exec(name)?.[1] ?? []);
    const gone = await missingTables(url, key, tables);
    const status = gone.length === tables.length ? "empty" : "partial";
    return check({ ...rest, status, seen: "rest", missing: gone.map((table) => `table public.${table}`) }, null);
  }
  const same = told.fingerprint === expected.fingerprint;
  const status = told.missing.length > 0 ? "partial" : same ? "current" : "outdated";
  return check({ ...rest, status, seen: "gateway", missing: told.missing }, told.has_admin);
}

function check(state: DatabaseState, hasAdmin: boolean | null): DatabaseCheck {
  return { state, hasAdmin, comparison: null };
}

/** Whether an admin is there already; with a person, whether it is they. */
export async function hasAdmin(databaseUrl: string, userId: string | null = null): Promise<boolean> {
  return await asOwner(databaseUrl, async (sql) => {
    const [table] = await sql`select to_regclass('public.operators') is not null as found`;
    if (!table?.found) return false;
    const [row] = await sql`
      select exists (
        select from public.operators
        where role = 'admin' and disabled_at is null and (${userId}::uuid is null or user_id = ${userId}::uuid)
      ) as found`;
    return row?.found === true;
  });
}
