"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { AuditFilters } from "../../../components/audit/audit-filters.tsx";
import { AuditTable } from "../../../components/audit/audit-table.tsx";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import { NotSaved } from "../../../components/states/not-saved.tsx";
import { numberText } from "../../../components/status/number.model.ts";
import { Button } from "../../../components/ui/button.tsx";
import { apiKeyListQuery } from "../../../lib/api-keys/api-key-list-query.ts";
import { auditListQuery } from "../../../lib/audit/audit-list-query.ts";
import { useControlRoom } from "../../../lib/context.ts";
import { operatorListQuery } from "../../../lib/operators/operator-list-query.ts";
import { useGoOn } from "../../../lib/query/use-go-on.ts";
import { isNarrowed } from "../../../lib/runs/run-filter.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { useMe } from "../me.tsx";
import { readFailure } from "../read-failure.ts";
import { auditEntryParser, auditFilterParsers, auditQuery } from "./search-params.ts";

const EntryDrawer = dynamic(() => import("./entry-drawer.tsx").then((module) => module.EntryDrawer));

/** Nobody waits for a row of the audit log; the top of the list is read anew this often, in ms. */
const everyMs = 10_000;

export interface AuditClientProps {
  commands: readonly string[];
  refusals: readonly string[];
  /** What to do about an export that was refused; null where none was. */
  notExported: string | null;
}

/** Joins the audit log with its filters, whose state is the address's. */
export function AuditClient({ commands, refusals, notExported }: AuditClientProps) {
  const { connect } = useControlRoom();
  const { role } = useMe();
  const [filter, setFilter] = useQueryStates(auditFilterParsers, { history: "push" });
  const [{ entry }, setEntry] = useQueryStates(auditEntryParser);
  const log = useInfiniteQuery({
    ...auditListQuery(connect, filter),
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.pages.length <= 2 ? everyMs : false),
    placeholderData: keepPreviousData,
  });
  const { rows, searching } = useGoOn(log);
  const people = useQuery(operatorListQuery(connect));
  // Those who may not see API keys get none.
  const keys = useQuery(apiKeyListQuery(connect));
  const actors = [
    ...(people.data ?? []).map((person) => person.display_name),
    ...(keys.data ?? []).map((key) => key.name),
  ];
  const sessions = useQuery(sessionListQuery(connect, false));
  const exportHref = `/audit/export${auditQuery(filter)}`;
  const searchedTo = log.data?.pages.at(-1)?.next ?? null;

  return (
    <Page
      title="Audit"
      actions={
        <Button asChild>
          {/* Not a Link: it is a file, and a prefetch would be an export. */}
          <a href={exportHref}>
            <Download aria-hidden />
            Export CSV
          </a>
        </Button>
      }
      bar={
        <>
          {notExported !== null && <NotSaved what="The audit log" remedy={notExported} href={exportHref} />}
          {role === "operator" && (
            <p className="text-muted">
              What was asked of the sessions that you see. Admins and auditors see all of it.
            </p>
          )}
          <AuditFilters
            value={filter}
            onChange={(change) => void setFilter(change)}
            actors={[...new Set(actors)]}
            commands={commands}
            refusals={refusals}
            sessions={sessions.data ?? []}
          />
        </>
      }
    >
      {log.data === undefined ? (
        log.error ? (
          <ErrorState {...readFailure(log.error)} onRetry={() => void log.refetch()} level={2} />
        ) : (
          <TableLoading what="the audit log" />
        )
      ) : rows.length === 0 && !searching ? (
        <EmptyState title={isNarrowed(filter) ? "Nothing matches" : "Nothing on record"}>
          {isNarrowed(filter)
            ? "Change or clear the filters."
            : "Every command of the sessions that you see leaves a row here, refused ones included."}
        </EmptyState>
      ) : (
        <AuditTable
          rows={rows}
          entryHref={(id) => `/audit${auditQuery({ ...filter, entry: id })}`}
          runHref={(runId) => `/runs/${runId}`}
          sessionHref={(sessionId) => `/sessions/${sessionId}`}
          hasMore={log.hasNextPage}
          loadingMore={log.isFetchingNextPage}
          searchedTo={searching && searchedTo !== null ? `row ${numberText(searchedTo)}` : null}
          onLoadMore={() => void log.fetchNextPage()}
        />
      )}
      {entry !== null && (
        <EntryDrawer
          id={entry}
          onNarrow={(change) => {
            void setEntry({ entry: null });
            void setFilter(change);
          }}
          onClose={() => void setEntry({ entry: null })}
        />
      )}
    </Page>
  );
}
