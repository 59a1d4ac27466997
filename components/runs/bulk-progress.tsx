"use client";
import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { Age } from "../status/time.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { bulkText } from "./bulk.model.ts";
import { BulkBar } from "./bulk-bar.tsx";

export interface BulkProgressProps {
  operations: readonly BulkOperation[];
  /** Why they could not be read, or one could not be stopped; null: nothing went wrong. */
  failure: string | null;
  onStop: (id: number) => void;
  onDismiss: (id: number) => void;
}

/** How far the reader's changes of many runs are, whoever carries them on, and how those ended that ended a moment ago. */
export function BulkProgress({ operations, failure, onStop, onDismiss }: BulkProgressProps) {
  if (operations.length === 0 && failure === null) return null;
  return (
    <section aria-label="Changes of many runs" className="flex flex-col gap-2">
      {failure !== null && <Notice role="alert" tone="bad" title={failure} />}
      {operations.map((operation) => (
        <Notice
          key={operation.id}
          role="status"
          tone={operation.failed > 0 || operation.status === "stopped" ? "warn" : "info"}
          title={bulkText(operation)}
          action={
            operation.status === "running" ? (
              <Button size="sm" onClick={() => onStop(operation.id)}>
                Stop here
              </Button>
            ) : (
              <Button size="sm" variant="ghost" onClick={() => onDismiss(operation.id)}>
                Dismiss
              </Button>
            )
          }
        >
          {operation.status === "running" && <BulkBar operation={operation} />}
          {operation.note} Asked for <Age at={operation.created_at} />.
        </Notice>
      ))}
    </section>
  );
}
