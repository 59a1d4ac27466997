"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { countText } from "../../../components/runs/runs-filter.model.ts";
import { RunsFilters } from "../../../components/runs/runs-filters.tsx";
import { RunsTable } from "../../../components/runs/runs-table.tsx";
import { SelectionBar } from "../../../components/runs/selection-bar.tsx";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { laneNameQuery } from "../../../lib/lanes/lane-name-query.ts";
import { operatorListQuery } from "../../../lib/operators/operator-list-query.ts";
import { useGoOn } from "../../../lib/query/use-go-on.ts";
import { useFallbackInterval } from "../../../lib/realtime/use-connection.ts";
import { isNarrowed } from "../../../lib/runs/run-filter.ts";
import { runCountQuery, runListQuery } from "../../../lib/runs/run-list-query.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { templateListQuery } from "../../../lib/templates/template-list-query.ts";
import { useWhyNot } from "../me.tsx";
import { readFailure } from "../read-failure.ts";
import { OwnBulkOperations } from "./own-bulk-operations.tsx";
import { SavedViews } from "./saved-views.tsx";
import { runFilterParsers } from "./search-params.ts";
import { useBulkChange } from "./use-bulk-change.ts";

const BulkDialog = dynamic(() =>
  import("../../../components/runs/bulk-dialog.tsx").then((module) => module.BulkDialog),
);

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
  const count = useQuery({ ...runCountQuery(connect, filter), placeholderData: keepPreviousData });
  const sessions = useQuery(sessionListQuery(connect, false));
  const lanes = useQuery(laneNameQuery(connect, filter.session));
  const templates = useQuery(templateListQuery(connect));
  const people = useQuery(operatorListQuery(connect));
  const { rows, searching } = useGoOn(runs);

  const whyNot = useWhyNot();
  const counted = countText(count.data, rows.length);
  const bulk = useBulkChange(filter, isNarrowed(filter) ? counted : null);

  return (
    <Page
      title="Runs"
      actions={
        <>
          <output className="self-center text-muted tabular-nums">{counted}</output>
          <SavedViews filter={filter} onFilter={(next) => void setFilter(next)} />
        </>
      }
      bar={
        <>
          <RunsFilters
            value={filter}
            onChange={(change) => void setFilter(change)}
            sessions={sessions.data ?? []}
            lanes={lanes.data ?? []}
            templates={templates.data ?? []}
            repos={[...new Set(rows.flatMap(({ repo }) => repo ?? []))].sort()}
            labels={[...(templates.data ?? []), ...rows].flatMap((one) => one.required_labels)}
            people={(people.data ?? []).map((person) => person.display_name)}
          />
          <SelectionBar
            target={bulk.target}
            matching={isNarrowed(filter) ? counted : null}
            whyNot={whyNot}
            onChooseMatching={bulk.chooseMatching}
            onAct={(action) => void bulk.ask(action)}
            onClear={bulk.clear}
          />
          <OwnBulkOperations />
        </>
      }
    >
      {runs.data === undefined ? (
        runs.error ? (
          <ErrorState {...readFailure(runs.error)} onRetry={() => void runs.refetch()} />
        ) : (
          <TableLoading what="the runs" />
        )
      ) : rows.length === 0 && !searching ? (
        <EmptyState title={isNarrowed(filter) ? "No run matches" : "No runs yet"}>
          {isNarrowed(filter) ? "Change or clear the filters." : "Start one from a session; it appears here at once."}
        </EmptyState>
      ) : (
        <RunsTable
          runs={rows}
          runHref={(runId) => `/runs/${runId}`}
          hasMore={runs.hasNextPage}
          loadingMore={runs.isFetchingNextPage}
          searchedTo={searching ? (runs.data.pages.at(-1)?.next ?? null) : null}
          onLoadMore={() => void runs.fetchNextPage()}
          choice={{
            chosen: bulk.ticked,
            onToggle: bulk.toggle,
            onToggleAll: () => bulk.toggleAll(rows.map((run) => run.id)),
          }}
        />
      )}
      {bulk.asked !== null && (
        <BulkDialog
          {...bulk.asked}
          open
          onOpenChange={(open) => !open && bulk.close()}
          progress={bulk.progress}
          onSubmit={bulk.submit}
          onStop={bulk.stop}
        />
      )}
    </Page>
  );
}
