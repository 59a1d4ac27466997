"use client";
import { useQuery } from "@tanstack/react-query";
import { LogViewer } from "../../../../components/run/log-viewer.tsx";
import { Notice } from "../../../../components/ui/notice.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { logPurgeQuery } from "../../../../lib/runs/log-purge-query.ts";
import { useRunLog } from "../../../../lib/runs/use-run-log.ts";

export interface RunLogProps {
  runId: number;
  live: boolean;
  stepNames: readonly string[];
  /** The line that the address names. */
  line: number | null;
  onSelectLine: (seq: number | null) => void;
}

/** Joins the run's log with its viewer. */
export function RunLog({ runId, live, stepNames, line, onSelectLine }: RunLogProps) {
  const { supabase } = useControlRoom();
  const { log, store } = useRunLog(runId);
  const empty = log.loaded && log.entries.length === 0;
  const purge = useQuery({ ...logPurgeQuery(supabase, runId), enabled: empty });
  return (
    <div className="flex min-w-0 flex-col gap-2 lg:sticky lg:top-15 lg:h-[calc(100dvh-11.5rem)]">
      {log.error !== null && (
        <Notice tone="warn" role="status" title="The log cannot be read at the moment">
          {log.error.message}. It is tried again by itself.
        </Notice>
      )}
      <LogViewer
        className="h-[70dvh] min-h-80 lg:h-auto lg:flex-1"
        entries={log.entries}
        lastSeq={log.lastSeq}
        hasEarlier={log.hasOlder}
        hasLater={log.hasNewer}
        loading={log.loading !== null || !log.loaded}
        live={live}
        stepNames={stepNames}
        selectedSeq={line}
        onSelectLine={onSelectLine}
        onLoadEarlier={() => store.load("older")}
        onLoadLater={() => store.load("newer")}
        onJump={(to) => (to === "end" ? store.toTail() : store.toEntry(to === "start" ? 1 : to))}
        downloadHref={`/runs/${runId}/log`}
        purgedAt={purge.data ?? null}
      />
    </div>
  );
}
