"use client";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { type LineRange, linesHash, parseLines } from "../../../../components/run/line-range.model.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { findStepStart } from "../../../../lib/runs/find-step-start.ts";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("hashchange", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("hashchange", listener);
  };
}

function go(hash: string): void {
  window.history.replaceState(null, "", `${window.location.pathname}${window.location.search}${hash}`);
  for (const listener of listeners) listener();
}

/** The log lines that the address names (`#L120`, `#L10-L20`), so that they can be sent to somebody. `?line=120` is understood, too. */
export function useLinkedLine(runId: number) {
  const { connect } = useControlRoom();
  const hash = useSyncExternalStore(
    subscribe,
    () => window.location.hash,
    () => "",
  );
  useEffect(() => {
    const url = new URL(window.location.href);
    const line = url.searchParams.get("line");
    if (line === null) return;
    url.searchParams.delete("line");
    window.history.replaceState(null, "", url);
    if (parseLines(url.hash) === null) go(`#L${line}`);
  }, []);
  const setLines = useCallback((lines: LineRange | null) => go(lines === null ? "" : linesHash(lines)), []);
  const showStep = useCallback(
    (step: number, attempt?: number) =>
      void findStepStart(connect, runId, step, attempt)
        .then((seq) => {
          if (seq !== null) setLines({ from: seq, to: seq });
        })
        // The log stays where it is; it says by itself when it cannot be read.
        .catch((error: unknown) => console.error(error)),
    [connect, runId, setLines],
  );
  return {
    lines: useMemo(() => parseLines(hash), [hash]),
    setLines,
    /** Shows where the newest execution of a step begins, or that of an attempt. */
    showStep,
  };
}
