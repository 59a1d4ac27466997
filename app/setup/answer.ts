import { readMe } from "../../lib/operators/me.ts";
import { type FullState, setupState } from "../../lib/setup/state.ts";
import { isSetUp, type SetupAnswer } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";

/** What the wizard tells this visitor: once everything is set up, only an admin is told more than that. */
export async function setupAnswer(): Promise<SetupAnswer & { full: FullState }> {
  const full = await setupState();
  if (!isSetUp(full.state)) return { set_up: false, state: full.state, full };
  const me = await readMe(await supabaseOfRequest()).catch(() => null);
  return { set_up: true, state: me?.role === "admin" ? full.state : null, full };
}
