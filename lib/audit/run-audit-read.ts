import * as z from "zod";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { AuditRow, auditColumns } from "./audit-row.ts";

const shown = 50;

/** The newest commands that concerned a run, refused ones included. */
export async function readRunAudit(supabase: Supabase, runId: number, signal: AbortSignal): Promise<AuditRow[]> {
  const rows = supabase.from("audit_log").select(auditColumns).eq("run_id", runId);
  const newest = rows.order("id", { ascending: false }).limit(shown);
  return await read(newest.abortSignal(signal), z.array(AuditRow));
}
