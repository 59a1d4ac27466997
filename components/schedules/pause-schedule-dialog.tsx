"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/input.tsx";

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
      <Field id="pause-note" label="Why?" hint="Shown on the schedule until somebody resumes it.">
        <Textarea
          id="pause-note"
          required
          maxLength={500}
          value={note}
          aria-describedby="pause-note-hint"
          placeholder="Holidays"
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </ActionDialog>
  );
}
