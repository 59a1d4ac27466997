"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, SessionView } from "../types.ts";

export interface ArchiveSessionDialogProps {
  session: Pick<SessionView, "id" | "name">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onArchive: () => Promise<ActionResult>;
}

export function ArchiveSessionDialog({ session, open, onOpenChange, onArchive }: ArchiveSessionDialogProps) {
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Archive ${session.name}?`}
      description="Its runs and logs stay readable. Nothing new can be started in it until somebody reopens it."
      verb="Archive session"
      busyVerb="Archiving…"
      dismiss="Keep it open"
      danger
      onSubmit={onArchive}
    />
  );
}
