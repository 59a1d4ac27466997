"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

export interface RenameSessionDialogProps {
  name: string;
  onOpenChange: (open: boolean) => void;
  onRename: (name: string) => Promise<ActionResult>;
}

export function RenameSessionDialog({ name, onOpenChange, onRename }: RenameSessionDialogProps) {
  const [next, setNext] = useState(name);
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Rename ${name}`}
      description="Its address stays; open sessions have names of their own."
      verb="Rename session"
      busyVerb="Renaming…"
      onSubmit={() => onRename(next.trim())}
    >
      <Field id="session-new-name" label="Name">
        <Input
          id="session-new-name"
          required
          maxLength={100}
          autoComplete="off"
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </Field>
    </ActionDialog>
  );
}
