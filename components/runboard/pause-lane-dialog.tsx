"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, LaneView } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/input.tsx";

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
      <Field id="pause-note" label="Why?" hint="Shown on the lane until somebody resumes it.">
        <Textarea
          id="pause-note"
          required
          maxLength={500}
          value={note}
          aria-describedby="pause-note-hint"
          placeholder="Waiting for the database switch-over"
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </ActionDialog>
  );
}
