"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, RunView } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
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
      onSubmit={() => onForce(reason.trim() === "" ? undefined : reason.trim())}
    >
      <Notice tone="warn" title="Its processes may live on for up to 15 seconds">
        The run ends now, without its worker. Its slot in lane {run.lane} and its concurrency key are free at once, so
        another run may begin beside what is left of this one. A retry of this run waits until nothing is.
      </Notice>
      <Field id="force-reason" label="Reason" optional>
        <Input
          id="force-reason"
          value={reason}
          maxLength={500}
          placeholder="Stands in the log and in the audit"
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </ActionDialog>
  );
}
