import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { AuditRow, auditColumns } from "./audit-row.ts";
import { auditKeys } from "./keys.ts";

export const runAuditSize = 50;

/** The newest commands that concerned a run, refused ones included. */
export function runAuditQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: auditKeys.run(runId),
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const rows = supabase.from("audit_log").select(auditColumns).eq("run_id", runId);
      const newest = rows.order("id", { ascending: false }).limit(runAuditSize);
      return await read(newest.abortSignal(signal), z.array(AuditRow));
    },
  });
}
