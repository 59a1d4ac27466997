"use client";
import { LogViewer, type LogViewerProps } from "../../../../components/run/log-viewer.tsx";
import { Notice } from "../../../../components/ui/notice.tsx";
import type { RunLogStore } from "../../../../lib/runs/run-log-store.ts";
import { useLogProps } from "./use-log-props.ts";

interface RunLogProps
  extends Pick<LogViewerProps, "live" | "stepNames" | "lines" | "onLines" | "executions" | "purge"> {
  runId: number;
  store: RunLogStore;
}

/** A run's live log. It is what renders with every line; the page around it does not. */
export function RunLog({ runId, store, ...viewer }: RunLogProps) {
  const { error, props } = useLogProps(runId, store);
  return (
    <>
      {error !== null && (
        <Notice tone="warn" role="status" title="The log cannot be read at the moment">
          {error.message}. It is tried again by itself.
        </Notice>
      )}
      <LogViewer {...props} {...viewer} className="h-[70dvh] min-h-80 lg:h-auto lg:flex-1" />
    </>
  );
}
