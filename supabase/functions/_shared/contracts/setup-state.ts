import * as z from "zod";

/** Why the Supabase project cannot be used. */
export const ConnectProblem = z.enum([
  /** A variable is not set. */
  "not_configured",
  /** A variable holds no address. */
  "bad_address",
  /** The secret key where the publishable one belongs. */
  "secret_key",
  /** The key, or the connection string, names another project than SUPABASE_URL. */
  "other_project",
  "unreachable",
  /** Something answers, but no Supabase gateway. */
  "not_supabase",
  "key_refused",
  /** A gateway that answers with an error of its own: paused, restarting, overloaded. */
  "unhealthy",
]);
export type ConnectProblem = z.infer<typeof ConnectProblem>;

export const ConnectState = z.object({
  problem: ConnectProblem.nullable(),
  /** The variable that it is about, and what was seen ("connection refused", "HTTP 404"); never a value. */
  variable: z.string().nullable(),
  detail: z.string().nullable(),
  /** Of the project; browsers know it anyway. */
  host: z.string().nullable(),
});
export type ConnectState = z.infer<typeof ConnectState>;

export const DatabaseState = z.object({
  status: z.enum(["unknown", "empty", "partial", "outdated", "newer", "current"]),
  /** How much could be looked at: as the database's owner, through the gateway by name, or only what REST serves. */
  seen: z.enum(["owner", "gateway", "rest", "nothing"]),
  /** Names as `private.schema_objects()` gives them; of what is outdated `migration <file>` where no more is known. */
  missing: z.array(z.string()),
  outdated: z.array(z.string()),
  /** Migrations applied, of how many; null where nobody could count. */
  applied: z.int().nullable(),
  total: z.int(),
  /** Whether the connection string (OPS_DATABASE_URL) is set, and what is wrong with it. */
  connection: z.enum(["absent", "ok", "unreachable", "refused", "other_project"]),
  /** Whether it can be brought up to date without losing anything. */
  repairable: z.boolean(),
  /** `admin`: somebody set this up already, so an admin has to. */
  may_apply: z.enum(["yes", "admin", "no"]),
  applying: z.boolean(),
  /** Why the last try of this server failed. */
  failure: z.string().nullable(),
});
export type DatabaseState = z.infer<typeof DatabaseState>;

export const ExecutorState = z.object({
  status: z.enum(["unknown", "missing", "unavailable", "other_version", "current"]),
  version: z.string().nullable(),
  expected: z.string(),
});
export type ExecutorState = z.infer<typeof ExecutorState>;

/** Everything the setup wizard shows to somebody who has not signed in. Holds no key, no address of a database and no row. */
export const SetupState = z.object({
  connect: ConnectState,
  database: DatabaseState,
  executor: ExecutorState,
  /** Null while unknown. */
  has_admin: z.boolean().nullable(),
});
export type SetupState = z.infer<typeof SetupState>;

/** Whether people can work: the database is the code's, and somebody is there to let others in. */
export function isSetUp({ connect, database, has_admin }: SetupState): boolean {
  return connect.problem === null && database.status === "current" && has_admin === true;
}

/** What `GET /setup/state` answers; no state for others than admins once everything is set up. */
export const SetupAnswer = z.object({ set_up: z.boolean(), state: SetupState.nullable() });
export type SetupAnswer = z.infer<typeof SetupAnswer>;
