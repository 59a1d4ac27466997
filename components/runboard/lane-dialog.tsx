"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

/** What a lane is: its name, and how many of its runs hold a slot at once (null: any number). */
export interface LaneShape {
  name: string;
  capacity: number | null;
}

export interface LaneDialogProps {
  /** Null: a new lane. */
  lane: LaneShape | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSubmit: (shape: LaneShape) => Promise<ActionResult>;
}

/** Asks for a lane's name and capacity: of a new one, or of one that there is. */
export function LaneDialog({ lane, open, onOpenChange, onSubmit }: LaneDialogProps) {
  const [name, setName] = useState(lane?.name ?? "");
  const [capacity, setCapacity] = useState(lane === null ? "1" : String(lane.capacity ?? ""));
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={lane === null ? "Add a lane" : `Lane ${lane.name}`}
      description={
        lane === null ? "It stands behind the others." : "What is running goes on, also above a lower number."
      }
      verb={lane === null ? "Add lane" : "Save lane"}
      busyVerb={lane === null ? "Adding…" : "Saving…"}
      onSubmit={() => onSubmit({ name: name.trim(), capacity: capacity === "" ? null : Number(capacity) })}
    >
      <Field id="lane-name" label="Name">
        <Input
          id="lane-name"
          required
          maxLength={50}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field id="lane-capacity" label="Runs at once" optional hint="Leave it empty for any number.">
        <Input
          id="lane-capacity"
          type="number"
          min={1}
          max={1000}
          step={1}
          className="max-w-32"
          aria-describedby="lane-capacity-hint"
          value={capacity}
          onChange={(event) => setCapacity(event.target.value)}
        />
      </Field>
    </ActionDialog>
  );
}
