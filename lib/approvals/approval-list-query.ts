import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { approvalKeys } from "./keys.ts";

const reads = () => import("./approval-read.ts");

/** What waits for a decision. */
export function pendingApprovalsQuery(connect: Connect) {
  return queryOptions({
    queryKey: approvalKeys.pending,
    queryFn: async ({ signal }) => (await reads()).readPending(await connect(), signal),
  });
}

/** What was decided, expired or was cancelled. */
export function decidedApprovalsQuery(connect: Connect) {
  return queryOptions({
    queryKey: approvalKeys.decided,
    queryFn: async ({ signal }) => (await reads()).readDecided(await connect(), signal),
  });
}

/** What a run has asked so far. */
export function runApprovalsQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: approvalKeys.ofRun(runId),
    queryFn: async ({ signal }) => (await reads()).readOfRun(await connect(), runId, signal),
  });
}
