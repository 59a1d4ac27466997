import postgres from "postgres";
import type { DatabaseState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { applyState } from "./apply.ts";
import { askState, missingInRest, type Told } from "./gateway.ts";
import { asOwner, inspectDatabase } from "./inspect.ts";
import { compareSchema, compareTold, isCurrent, type SchemaComparison } from "./schema/compare.ts";
import type { ExpectedSchema } from "./schema/migrations.ts";
import { restProbes } from "./schema/rest-probes.ts";
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
  /** Null where nobody could look so closely. */
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
  const { pending, changed, missing } = comparison;
  const { running, failure } = applyState();
  // What REST serves may lag behind what the owner sees, until it has read the schema again.
  const current = isCurrent(comparison) && told?.fingerprint === expected.fingerprint;
  const seen = stateOf(comparison, expected, current);
  const done = changed.length + pending.length + missing.length === 0 && current;
  const may_apply = !seen.repairable || done ? "no" : admin ? "admin" : "yes";
  return {
    comparison,
    hasAdmin: admin,
    state: { ...seen, seen: "owner", connection: "ok", may_apply, applying: running, failure },
  };
}

/** What a comparison says of the database, whoever made it. */
function stateOf(comparison: SchemaComparison, { migrations }: ExpectedSchema, current: boolean) {
  const { pending, unknown, missing, outdated, repair } = comparison;
  const total = migrations.length;
  return {
    status: current ? ("current" as const) : statusOf(comparison, total),
    missing,
    outdated,
    applied: total - pending.length,
    total,
    repairable: repair !== null && unknown.length === 0,
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
): Promise<DatabaseCheck> {
  const told = await askState(url, key, expected.objects);
  const blind = {
    ...{ missing: [], outdated: [], applied: null, total: expected.migrations.length, repairable: false },
    ...{ connection, may_apply: "no" as const, applying: false, failure: null },
  };
  if (told === null || told === "refused")
    return { state: { ...blind, status: "unknown", seen: "nothing" }, hasAdmin: null, comparison: null };
  if (told === "absent") {
    const probes = restProbes(expected);
    const missing = await missingInRest(url, key, probes);
    const status = missing.length === probes.length ? "empty" : "partial";
    return { state: { ...blind, status, seen: "rest", missing }, hasAdmin: null, comparison: null };
  }
  const hasAdmin = told.has_admin;
  // Without a record nobody can tell which version made what is there, nor what to do about it.
  if (told.fingerprint === null)
    return {
      state: { ...blind, status: "outdated", seen: "gateway", missing: told.missing },
      ...{ hasAdmin, comparison: null },
    };
  const comparison = compareTold(expected, told);
  const seen = stateOf(comparison, expected, isCurrent(comparison) && told.fingerprint === expected.fingerprint);
  return { state: { ...blind, ...seen, seen: "gateway" }, hasAdmin, comparison };
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
