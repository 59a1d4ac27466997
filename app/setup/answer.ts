import { readMe } from "../../lib/operators/me.ts";
import { hasAdmin } from "../../lib/setup/database.ts";
import { type FullState, setupState } from "../../lib/setup/state.ts";
import { isSetUp, type SetupAnswer } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";

/** What the wizard tells this visitor: once everything is set up, only an admin is told more than that. */
export async function setupAnswer(): Promise<SetupAnswer & { full: FullState }> {
  const full = await setupState();
  const { state } = full;
  if (isSetUp(state)) {
    const me = await readMe(await supabaseOfRequest()).catch(() => null);
    return { set_up: true, state: me?.role === "admin" ? state : null, full };
  }
  if (state.database.may_apply !== "admin" || !(await isAdmin())) return { set_up: false, state, full };
  return { set_up: false, state: { ...state, database: { ...state.database, may_apply: "yes" } }, full };
}

/** Asks the table itself, as the database's owner: the API may not serve it at this moment. */
async function isAdmin(): Promise<boolean> {
  const { data } = await (await supabaseOfRequest()).auth.getClaims();
  const userId = data?.claims.sub;
  const databaseUrl = process.env.OPS_DATABASE_URL;
  if (typeof userId !== "string" || databaseUrl === undefined) return false;
  return await hasAdmin(databaseUrl, userId).catch(() => false);
}
