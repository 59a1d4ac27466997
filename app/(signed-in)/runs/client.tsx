"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { RunsFilters } from "../../../components/runs/runs-filters.tsx";
import { RunsTable } from "../../../components/runs/runs-table.tsx";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { laneNameQuery } from "../../../lib/lanes/lane-name-query.ts";
import { useFallbackInterval } from "../../../lib/realtime/use-connection.ts";
import { runListQuery } from "../../../lib/runs/run-list-query.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { templateListQuery } from "../../../lib/templates/template-list-query.ts";
import { readFailure } from "../read-failure.ts";
import { runFilterParsers } from "./search-params.ts";

/** Joins the list of runs with its filters, whose state is the address's. */
export function RunsClient() {
  const { connect } = useControlRoom();
  const [filter, setFilter] = useQueryStates(runFilterParsers, { history: "push" });
  const refetchInterval = useFallbackInterval();
  const runs = useInfiniteQuery({
    ...runListQuery(connect, filter),
    refetchInterval,
    placeholderData: keepPreviousData,
  });
  const sessions = useQuery(sessionListQuery(connect, false));
  const lanes = useQuery(laneNameQuery(connect, filter.session));
  const templates = useQuery(templateListQuery(connect));
  const rows = runs.data?.pages.flat() ?? [];
  const narrowed = Object.values(filter).some((value) => value !== null);
  return (
    <Page
      title="Runs"
      bar={
        <RunsFilters
          value={filter}
          onChange={(change) => void setFilter(change)}
          sessions={sessions.data ?? []}
          lanes={lanes.data ?? []}
          templates={templates.data ?? []}
        />
      }
    >
      {runs.data === undefined ? (
        runs.error ? (
          <ErrorState {...readFailure(runs.error)} onRetry={() => void runs.refetch()} />
        ) : (
          <TableLoading what="the runs" />
        )
      ) : rows.length === 0 ? (
        <EmptyState title={narrowed ? "No run matches" : "No runs yet"}>
          {narrowed ? "Change or clear the filters." : "Start one from a session; it appears here at once."}
        </EmptyState>
      ) : (
        <RunsTable
          runs={rows}
          runHref={(runId) => `/runs/${runId}`}
          hasMore={runs.hasNextPage}
          loadingMore={runs.isFetchingNextPage}
          onLoadMore={() => void runs.fetchNextPage()}
        />
      )}
    </Page>
  );
}
