"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import { ReasonField, reasonOf } from "../form/reason-field.tsx";
import type { ActionResult, RunView } from "../types.ts";
import { Notice } from "../ui/notice.tsx";

export interface ForceCancelDialogProps {
  run: Pick<RunView, "id" | "lane">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onForce: (reason: string | undefined) => Promise<ActionResult>;
}

/** Asks whether a run whose worker does not answer is to be given up, and says what that risks. */
export function ForceCancelDialog({ run, open, onOpenChange, onForce }: ForceCancelDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Cancel run ${run.id} by force?`}
      verb="Cancel by force"
      busyVerb="Asking…"
      dismiss="Wait for the worker"
      danger
      onSubmit={() => onForce(reasonOf(reason))}
    >
      <Notice tone="warn" title="Its processes may live on for up to 15 seconds">
        The run ends now, without its worker. Its slot in lane {run.lane} and its concurrency key are free at once, so
        another run may begin beside what is left of this one. A retry of this run waits until nothing is.
      </Notice>
      <ReasonField id="force-reason" value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
