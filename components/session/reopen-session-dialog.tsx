"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";

export interface ReopenSessionDialogProps {
  name: string;
  onOpenChange: (open: boolean) => void;
  onReopen: () => Promise<ActionResult>;
}

export function ReopenSessionDialog({ name, onOpenChange, onReopen }: ReopenSessionDialogProps) {
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Reopen ${name}?`}
      description="Runs can be started in it again. Schedules that paused meanwhile stay paused until somebody resumes them."
      verb="Reopen session"
      busyVerb="Reopening…"
      dismiss="Leave it archived"
      onSubmit={onReopen}
    />
  );
}
