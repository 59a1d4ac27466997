import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { auditKeys } from "./keys.ts";

/** The newest commands that concerned a run, refused ones included. */
export function runAuditQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: auditKeys.run(runId),
    queryFn: async ({ signal }) => (await import("./run-audit-read.ts")).readRunAudit(await connect(), runId, signal),
  });
}
