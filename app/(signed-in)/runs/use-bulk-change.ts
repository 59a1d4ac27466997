"use client";
import { useEffect, useRef, useState } from "react";
import type { BulkAction, BulkTarget, Confirming } from "../../../components/runs/bulk.model.ts";
import type { BulkChoice } from "../../../components/runs/bulk-dialog.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { countConfirming } from "../../../lib/runs/count-confirming.ts";
import { useBulkRuns } from "../../../lib/runs/run-bulk-mutation.ts";
import { type ListFilter, toRunFilter } from "../../../lib/runs/run-filter.ts";
import type { RunFilter } from "../../../supabase/functions/_shared/contracts/run-filter.ts";

/** A change of many runs that is being asked for or made: of those that were chosen when its dialog opened, whatever the list shows since. */
interface AskedChange {
  action: BulkAction;
  target: BulkTarget;
  runs: RunFilter;
  confirming: Confirming | null;
}

/** Which runs of the list are chosen, and the change that is being asked for or made. */
export function useBulkChange(filter: ListFilter, matching: string | null) {
  const { connect } = useControlRoom();
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<AskedChange | null>(null);
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
  const ask = async (action: BulkAction) => {
    if (target === null) return;
    const runs = target.kind === "ticked" ? { run_ids: [...target.runIds] } : toRunFilter(filter, Date.now());
    const confirming = action === "retry" ? await countConfirming(connect, runs) : null;
    setAsked({ action, target, runs, confirming });
  };
  const submit = (choice: BulkChoice) => {
    if (asked === null) return actionResult(Promise.resolve());
    stop.current = new AbortController();
    const input = { action: asked.action, filter: asked.runs, ...choice };
    return actionResult(
      bulk.mutateAsync({ input, signal: stop.current.signal }).then(() => {
        setAsked(null);
        clear();
      }),
    );
  };
  return {
    ...{ ticked, toggle, toggleAll, target, clear, asked, ask, submit, progress: bulk.progress },
    chooseMatching: () => setAll(true),
    close: () => setAsked(null),
    stop: () => stop.current?.abort(),
  };
}
