import type { QueryClient } from "@tanstack/react-query";
import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import { runKeys } from "./keys.ts";

/** After a command changed a run: every screen that shows it reads it again, without waiting for the hint. */
export async function invalidateRun(cache: QueryClient, run: Run): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: runKeys.detail(run.id) }),
    cache.invalidateQueries({ queryKey: runKeys.board(run.session_id) }),
    cache.invalidateQueries({ queryKey: runKeys.lists }),
  ]);
}
