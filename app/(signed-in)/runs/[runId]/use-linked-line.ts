"use client";
import { parseAsInteger, useQueryState } from "nuqs";
import { useCallback } from "react";
import { useControlRoom } from "../../../../lib/context.ts";
import { findStepStart } from "../../../../lib/runs/find-step-start.ts";

/** The log line that the address names (`?line=120`), so that it can be sent to somebody. */
export function useLinkedLine(runId: number) {
  const { connect } = useControlRoom();
  const [line, setLine] = useQueryState("line", parseAsInteger);
  return {
    line: line !== null && line > 0 ? line : null,
    setLine: useCallback((seq: number | null) => void setLine(seq), [setLine]),
    /** Shows where the newest execution of a step begins. */
    showStep: (step: number) =>
      void findStepStart(connect, runId, step)
        .then(async (seq) => {
          if (seq !== null) await setLine(seq);
        })
        // The log stays where it is; it says by itself when it cannot be read.
        .catch((error: unknown) => console.error(error)),
  };
}
