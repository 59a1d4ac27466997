"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";

export interface DeleteScheduleDialogProps {
  name: string;
  onOpenChange: (open: boolean) => void;
  onDelete: () => Promise<ActionResult>;
}

export function DeleteScheduleDialog({ name, onOpenChange, onDelete }: DeleteScheduleDialogProps) {
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Delete ${name}?`}
      description="It makes no further runs, and this cannot be undone. The runs it has made stay."
      verb="Delete schedule"
      busyVerb="Deleting…"
      dismiss="Keep it"
      danger
      onSubmit={onDelete}
    />
  );
}
