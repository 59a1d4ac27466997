"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import { ReasonField, reasonOf } from "../form/reason-field.tsx";
import type { ActionResult, RunView } from "../types.ts";

export interface CancelRunDialogProps {
  run: Pick<RunView, "id" | "title" | "status">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCancel: (reason: string | undefined) => Promise<ActionResult>;
}

/** Asks whether, and why, a run is to be cancelled. */
export function CancelRunDialog({ run, open, onOpenChange, onCancel }: CancelRunDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Cancel run ${run.id}?`}
      description={consequence(run)}
      verb="Cancel run"
      busyVerb="Asking…"
      dismiss="Let it run"
      danger
      onSubmit={() => onCancel(reasonOf(reason))}
    >
      <ReasonField id="cancel-reason" value={reason} onChange={setReason} />
    </ActionDialog>
  );
}

function consequence({ title, status }: CancelRunDialogProps["run"]): string {
  switch (status) {
    case "claimed":
    case "running":
      return `“${title}” is running. Its worker stops the processes of the current step; what they did so far stays done.`;
    case "waiting":
      return `“${title}” is waiting between two steps. It is cancelled at once; what it did so far stays done.`;
    default:
      return `“${title}” is not running. It is cancelled at once.`;
  }
}
