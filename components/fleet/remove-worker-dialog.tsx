"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, WorkerView } from "../types.ts";

export interface RemoveWorkerDialogProps {
  worker: Pick<WorkerView, "name">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRemove: () => Promise<ActionResult>;
}

export function RemoveWorkerDialog({ worker: { name }, open, onOpenChange, onRemove }: RemoveWorkerDialogProps) {
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${name}?`}
      description="It has been silent and holds no run. Its attempts keep its name; if it lives, it is back with its next call."
      verb="Remove worker"
      busyVerb="Removing…"
      dismiss="Keep it"
      danger
      onSubmit={onRemove}
    />
  );
}
