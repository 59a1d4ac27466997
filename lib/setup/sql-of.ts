import { sqlToPaste } from "./schema/paste.ts";
import { expectedSchema } from "./schema/this-checkout.ts";
import type { FullState } from "./state.ts";

/** The SQL to paste. Where only the gateway could be asked, it finds out by itself how much of it is needed; nothing of it repairs, then. */
export async function sqlOf({ state, comparison }: FullState): Promise<string | null> {
  if (state.database.status === "current" || state.database.status === "unknown") return null;
  if (comparison !== null) return sqlToPaste(comparison);
  const { migrations } = await expectedSchema();
  return state.database.seen === "rest" ? sqlToPaste({ pending: migrations, changed: [], repair: [] }) : null;
}
