import { infiniteQueryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { type AuditListFilter, toAuditFilter } from "./audit-list-filter.ts";
import { fetchAuditPage } from "./audit-page.ts";
import { AuditRow, auditColumns } from "./audit-row.ts";
import { auditKeys } from "./keys.ts";

const pageSize = 50;

/** Rows of the audit log that meet the filter, newest first, page by page. */
export function auditListQuery(connect: Connect, filter: AuditListFilter) {
  return infiniteQueryOptions({
    queryKey: auditKeys.list(filter),
    initialPageParam: null as number | null, // null: from the newest
    queryFn: async ({ pageParam, signal }) =>
      fetchAuditPage(
        await connect(),
        { filter: toAuditFilter(filter, Date.now()), before: pageParam, rows: pageSize },
        { columns: auditColumns, row: AuditRow, signal },
      ),
    getNextPageParam: (page) => page.next,
  });
}
