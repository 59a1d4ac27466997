"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import { PauseNoteField } from "../form/pause-note-field.tsx";
import type { ActionResult, LaneView } from "../types.ts";

export interface PauseLaneDialogProps {
  lane: Pick<LaneView, "id" | "name">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPause: (note: string) => Promise<ActionResult>;
}

/** Pauses a lane with the note that everybody will see on it. */
export function PauseLaneDialog({ lane, open, onOpenChange, onPause }: PauseLaneDialogProps) {
  const [note, setNote] = useState("");
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Pause lane ${lane.name}`}
      description="Nothing new starts in a paused lane. What is running goes on."
      verb="Pause lane"
      busyVerb="Pausing…"
      dismiss="Leave it open"
      onSubmit={() => onPause(note.trim())}
    >
      <PauseNoteField value={note} onChange={setNote} what="lane" placeholder="Waiting for the database switch-over" />
    </ActionDialog>
  );
}
