import type { AuditListFilter } from "./audit-list-filter.ts";

/** Cache keys of the audit log. */
export const auditKeys = {
  lists: ["audit", "list"] as const,
  list: (filter: AuditListFilter) => ["audit", "list", filter] as const,
  run: (runId: number) => ["audit", "run", runId] as const,
  entry: (id: number) => ["audit", "entry", id] as const,
};
