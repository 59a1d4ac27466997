"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import { PauseNoteField } from "../form/pause-note-field.tsx";
import type { ActionResult } from "../types.ts";

export interface PauseScheduleDialogProps {
  name: string;
  onOpenChange: (open: boolean) => void;
  onPause: (note: string) => Promise<ActionResult>;
}

/** Pauses a schedule with the note that everybody will see on it. */
export function PauseScheduleDialog({ name, onOpenChange, onPause }: PauseScheduleDialogProps) {
  const [note, setNote] = useState("");
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Pause ${name}`}
      description="It makes no runs until somebody resumes it. What would have come meanwhile is not made up."
      verb="Pause schedule"
      busyVerb="Pausing…"
      dismiss="Let it go on"
      onSubmit={() => onPause(note.trim())}
    >
      <PauseNoteField value={note} onChange={setNote} what="schedule" placeholder="Holidays" />
    </ActionDialog>
  );
}
