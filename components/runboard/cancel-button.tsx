"use client";
import { X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { ActionResult, RunView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { canCancel } from "./cancel.model.ts";

const CancelRunDialog = lazy(async () => ({ default: (await import("./cancel-run-dialog.tsx")).CancelRunDialog }));

export interface CancelButtonProps {
  run: RunView;
  /** Where there is no room for the word. */
  compact?: boolean;
  /** Why this person may not; null: they may. */
  whyNot: string | null;
  onCancel: (reason: string | undefined) => Promise<ActionResult>;
}

/** Asks, and cancels a run that holds a slot. What it asks stays until it is answered, even when the run can be cancelled no more. */
export function CancelButton({ run, compact = false, whyNot, onCancel }: CancelButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      {canCancel(run) && (
        <Button
          variant={compact ? "ghost" : "danger"}
          size={compact ? "icon-sm" : "sm"}
          className="relative"
          aria-label={`Cancel run ${run.id}`}
          title={compact && whyNot === null ? "Cancel run" : undefined}
          whyNot={whyNot}
          onClick={() => setAsking(true)}
        >
          {compact ? <X aria-hidden /> : "Cancel"}
        </Button>
      )}
      {asking && (
        <Suspense>
          <CancelRunDialog run={run} open onOpenChange={setAsking} onCancel={onCancel} />
        </Suspense>
      )}
    </>
  );
}
