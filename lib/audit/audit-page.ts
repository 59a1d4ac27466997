import * as z from "zod";
import type { AuditFilter } from "../../supabase/functions/_shared/contracts/audit.ts";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** Rows of a page, newest first. `next`: where to go on, null at the end; a page may be short although there are more. */
export interface AuditPage<Row> {
  rows: Row[];
  next: number | null;
}

const Found = z.object({ ids: z.array(Id), next_before: Id.nullable() });

/** One page of what meets the filter, below `before` (null: from the newest). */
export async function fetchAuditPage<Schema extends z.ZodType>(
  supabase: Supabase,
  { filter, before, rows: max_rows }: { filter: AuditFilter; before: number | null; rows: number },
  { columns, row, signal }: { columns: string; row: Schema; signal: AbortSignal },
): Promise<AuditPage<z.output<Schema>>> {
  const asked = { filter, max_rows, ...(before !== null && { before }) };
  const { ids, next_before } = await read(supabase.rpc("find_audit", asked).abortSignal(signal), Found);
  if (ids.length === 0) return { rows: [], next: next_before };
  const rows = supabase.from("audit_log").select(columns).in("id", ids).order("id", { ascending: false });
  return { rows: await read(rows.abortSignal(signal), z.array(row)), next: next_before };
}
