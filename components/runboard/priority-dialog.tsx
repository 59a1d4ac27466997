"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, RunView } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

export interface PriorityDialogProps {
  run: Pick<RunView, "id" | "priority">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSetPriority: (priority: number) => Promise<ActionResult>;
}

/** Asks for a run's priority. */
export function PriorityDialog({ run, open, onOpenChange, onSetPriority }: PriorityDialogProps) {
  const [priority, setPriority] = useState(String(run.priority));
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Priority of run ${run.id}`}
      verb="Set priority"
      busyVerb="Setting…"
      onSubmit={() => onSetPriority(Number(priority))}
    >
      <Field
        id="run-priority"
        label="Priority"
        hint="Higher comes first in its lane. From −100 to 100; most runs have 0."
      >
        <Input
          id="run-priority"
          type="number"
          required
          min={-100}
          max={100}
          step={1}
          className="max-w-32"
          aria-describedby="run-priority-hint"
          value={priority}
          onChange={(event) => setPriority(event.target.value)}
        />
      </Field>
    </ActionDialog>
  );
}
