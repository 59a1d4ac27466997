"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useControlRoom } from "../../../../lib/context.ts";
import { logPurgeQuery } from "../../../../lib/runs/log-purge-query.ts";
import { logSearchQuery } from "../../../../lib/runs/log-search-query.ts";
import { fetchLogEntries } from "../../../../lib/runs/run-log-page.ts";
import type { FoldedSteps } from "../../../../lib/runs/run-log-store.ts";
import { useRunLog } from "../../../../lib/runs/use-run-log.ts";

/** The run's live log as its viewer takes it; `error`: why it cannot be read at the moment. */
export function useLogProps(runId: number) {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const { log, store } = useRunLog(runId);
  // Nothing, or nothing before an entry that is not the first: then there was a purge.
  const startsLate = log.loaded && !log.hasOlder && log.entries[0]?.seq !== 1;
  const purge = useQuery({ ...logPurgeQuery(connect, runId), enabled: startsLate });
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
      purge: startsLate ? (purge.data ?? null) : null,
    },
  };
}
