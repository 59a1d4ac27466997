"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, WorkerView } from "../types.ts";

export interface UndrainWorkerDialogProps {
  worker: Pick<WorkerView, "name" | "drain_requested_by">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onUndrain: () => Promise<ActionResult>;
}

export function UndrainWorkerDialog(props: UndrainWorkerDialogProps) {
  const { worker, open, onOpenChange, onUndrain } = props;
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Undrain ${worker.name}?`}
      description={`It claims runs again. ${worker.drain_requested_by} asked for the drain.`}
      verb="Undrain worker"
      busyVerb="Undraining…"
      dismiss="Leave it drained"
      onSubmit={onUndrain}
    />
  );
}
