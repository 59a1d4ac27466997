import * as z from "zod";
import { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** How long one that has ended is still told of, in ms: whoever went away meanwhile finds out what came of it. */
const toldFor = 600_000;

const columns =
  "id, action, status, total, total_complete, done, skipped, failed, note, created_by_name, created_at, finished_at";

/** The bulk operations of a person that are under way or have just ended, the newest first; five at most. Throws `ReadError`. */
export async function readOwnBulkOperations(
  supabase: Supabase,
  userId: string,
  signal: AbortSignal,
): Promise<BulkOperation[]> {
  const since = new Date(Date.now() - toldFor).toISOString();
  const own = supabase.from("bulk_operations").select(columns).eq("created_by", `operator:${userId}`);
  const told = own.or(`status.eq.running,finished_at.gt.${since}`).order("id", { ascending: false }).limit(5);
  return await read(told.abortSignal(signal), z.array(BulkOperation));
}
