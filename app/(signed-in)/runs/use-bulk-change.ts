"use client";
import { useEffect, useRef, useState } from "react";
import type { BulkAction, BulkTarget } from "../../../components/runs/bulk.model.ts";
import type { BulkChoice } from "../../../components/runs/bulk-dialog.tsx";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useBulkRuns } from "../../../lib/runs/run-bulk-mutation.ts";
import { type ListFilter, toRunFilter } from "../../../lib/runs/run-filter.ts";

/** Which runs of the list are chosen, and the change that is being asked for or made. */
export function useBulkChange(filter: ListFilter, matching: string | null) {
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<BulkAction | null>(null);
  const bulk = useBulkRuns();
  const stop = useRef<AbortController>(null);

  const clear = () => {
    setTicked(new Set());
    setAll(false);
  };
  // Another list: what was chosen is no longer seen.
  const shown = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another filter unchooses
  useEffect(clear, [shown]);

  const toggle = (runId: number) => {
    setAll(false);
    setTicked((before) => {
      const next = new Set(before);
      if (!next.delete(runId)) next.add(runId);
      return next;
    });
  };
  const toggleAll = (runIds: readonly number[]) => {
    setAll(false);
    setTicked((before) => (runIds.every((id) => before.has(id)) ? new Set() : new Set(runIds)));
  };

  const target: BulkTarget | null =
    all && matching !== null
      ? { kind: "matching", count: matching }
      : ticked.size > 0
        ? { kind: "ticked", runIds: [...ticked] }
        : null;
  const submit = (choice: BulkChoice) => {
    if (asked === null || target === null) return actionResult(Promise.resolve());
    const runs = target.kind === "ticked" ? { run_ids: [...target.runIds] } : toRunFilter(filter, Date.now());
    stop.current = new AbortController();
    const input = { action: asked, filter: runs, ...choice };
    return actionResult(
      bulk.mutateAsync({ input, signal: stop.current.signal }).then(() => {
        setAsked(null);
        clear();
      }),
    );
  };
  return {
    ...{ ticked, toggle, toggleAll, target, clear, asked, ask: setAsked, submit, progress: bulk.progress },
    chooseMatching: () => setAll(true),
    stop: () => stop.current?.abort(),
  };
}
