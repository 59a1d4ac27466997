import type { ConnectState, SetupState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { version } from "../../supabase/functions/_shared/version.ts";
import { checkGateway } from "./connect.ts";
import { checkDatabase, type DatabaseCheck } from "./database.ts";
import { askExecutor } from "./gateway.ts";
import { setReadiness } from "./readiness.ts";
import type { SchemaComparison } from "./schema/compare.ts";
import { expectedSchema } from "./schema/this-checkout.ts";
import { readSettings } from "./settings.ts";
import { shared } from "./shared.ts";

export interface FullState {
  state: SetupState;
  comparison: SchemaComparison | null;
}

/** However many people have the wizard open, the project is asked once in this time. */
const FRESH_MS = 900;
const last = shared<{ at: number; full: Promise<FullState> | null }>("state", () => ({ at: 0, full: null }));

/** Looks at everything, from the variables to ops-executor; tells the proxy what it found. */
export async function setupState(): Promise<FullState> {
  if (last.full === null || Date.now() - last.at > FRESH_MS) {
    last.at = Date.now();
    last.full = look().then((full) => {
      setReadiness(full.state);
      return full;
    });
  }
  return await last.full;
}

async function look(): Promise<FullState> {
  const expected = await expectedSchema();
  const settings = readSettings(process.env);
  if (!settings.ok) return stopped(settings.state, expected.migrations.length);
  const { url, key } = settings;
  const connect = await checkGateway(url, key);
  if (connect.problem !== null) return stopped(connect, expected.migrations.length);
  const [database, executor] = await Promise.all([
    checkDatabase({ url, key, databaseUrl: process.env.OPS_DATABASE_URL }, expected),
    askExecutor(url, key),
  ]);
  return { state: stateOf(connect, database, executor), comparison: database.comparison };
}

function stateOf(
  connect: ConnectState,
  { state, hasAdmin }: DatabaseCheck,
  executor: SetupState["executor"],
): SetupState {
  return { connect, database: state, executor, has_admin: hasAdmin };
}

/** Without a project nothing else can be told. */
function stopped(connect: ConnectState, total: number): FullState {
  const database: SetupState["database"] = {
    status: "unknown",
    seen: "nothing",
    missing: [],
    outdated: [],
    applied: null,
    total,
    connection: process.env.OPS_DATABASE_URL ? "ok" : "absent",
    repairable: false,
    may_apply: "no",
    applying: false,
    failure: null,
  };
  const executor = { status: "unknown" as const, version: null, expected: version };
  return { state: { connect, database, executor, has_admin: null }, comparison: null };
}
