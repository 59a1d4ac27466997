"use client";
import { useQuery } from "@tanstack/react-query";
import { AuditDrawer, type AuditDrawerProps } from "../../../components/audit/audit-drawer.tsx";
import { auditEntryQuery } from "../../../lib/audit/audit-entry-query.ts";
import { useControlRoom } from "../../../lib/context.ts";
import { readFailure } from "../read-failure.ts";

/** The opened row, with its data. */
export function EntryDrawer({ id, ...rest }: { id: number } & Pick<AuditDrawerProps, "onNarrow" | "onClose">) {
  const { connect } = useControlRoom();
  const entry = useQuery(auditEntryQuery(connect, id));
  return (
    <AuditDrawer
      entry={entry.data}
      failure={entry.error === null ? null : { ...readFailure(entry.error), onRetry: () => void entry.refetch() }}
      runHref={(runId) => `/runs/${runId}`}
      sessionHref={(sessionId) => `/sessions/${sessionId}`}
      templateHref={(slug) => `/templates/${slug}`}
      {...rest}
    />
  );
}
