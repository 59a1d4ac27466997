"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import type { LogViewerProps } from "../../../../components/run/log-viewer.tsx";
import type { PurgeView } from "../../../../components/types.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { logPurgeQuery } from "../../../../lib/runs/log-purge-query.ts";
import { logSearchQuery } from "../../../../lib/runs/log-search-query.ts";
import { fetchLogEntries } from "../../../../lib/runs/run-log-page.ts";
import type { FoldedSteps, RunLogStore } from "../../../../lib/runs/run-log-store.ts";

/** Nothing is there, or nothing before an entry that is not the first: then there was a purge. */
function startsLate(store: RunLogStore): boolean {
  const { loaded, hasOlder, entries } = store.window();
  return loaded && !hasOlder && entries[0]?.seq !== 1;
}

/** What is left of entries of the log that were purged, if any were. */
export function useLogPurge(runId: number, store: RunLogStore): PurgeView | null {
  const { connect } = useControlRoom();
  const late = () => startsLate(store);
  const enabled = useSyncExternalStore(store.subscribe, late, late);
  const purge = useQuery({ ...logPurgeQuery(connect, runId), enabled });
  return enabled ? (purge.data ?? null) : null;
}

/** What of a viewer's properties the log gives. */
type LogProps = Omit<LogViewerProps, "live" | "stepNames" | "lines" | "onLines" | "executions" | "purge" | "className">;

/** The run's live log as its viewer takes it; `error`: why it cannot be read at the moment. Renders with every change of the log. */
export function useLogProps(runId: number, store: RunLogStore): { error: Error | null; props: LogProps } {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const log = useSyncExternalStore(store.subscribe, store.window, store.window);
  const onFold = useCallback((folded: FoldedSteps, at: number) => store.fold(folded, at), [store]);
  const onFollowing = useCallback((following: boolean) => store.follow(following), [store]);
  return {
    error: log.error,
    props: {
      entries: log.entries,
      lastSeq: log.lastSeq,
      hasEarlier: log.hasOlder,
      hasLater: log.hasNewer,
      loading: log.loading !== null || !log.loaded,
      onLoadEarlier: () => store.load("older"),
      onLoadLater: () => store.load("newer"),
      onJump: (to: "end" | number) => (to === "end" ? store.toTail() : store.toEntry(to)),
      onFollowing,
      onFold,
      onSearch: (text: string) => cache.fetchQuery(logSearchQuery(connect, runId, text)),
      onRead: (seqs: number[]) => fetchLogEntries(connect, runId, seqs),
      downloadHref: `/runs/${runId}/log`,
    },
  };
}
