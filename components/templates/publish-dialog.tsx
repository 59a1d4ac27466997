"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { DiffView } from "./diff-view.tsx";

export interface PublishDialogProps {
  name: string;
  /** The newest version's text, against which the changes are shown; null: a new template. */
  before: { version: number; text: string } | null;
  after: string;
  /** What the note begins with. */
  note: string;
  onOpenChange: (open: boolean) => void;
  onPublish: (note: string | undefined) => Promise<ActionResult>;
}

/** Shows what changes, asks for a note, publishes. */
export function PublishDialog({ name, before, after, note: initial, onOpenChange, onPublish }: PublishDialogProps) {
  const [note, setNote] = useState(initial);
  const next = (before?.version ?? 0) + 1;
  return (
    <ActionDialog
      open
      wide
      onOpenChange={onOpenChange}
      title={`Publish ${name} as version ${next}?`}
      description="From now on runs start with it. Runs that exist keep the version they began with."
      verb={`Publish version ${next}`}
      busyVerb="Publishing…"
      dismiss="Go on writing"
      onSubmit={() => onPublish(note.trim() === "" ? undefined : note.trim())}
    >
      <Field
        id="publish-note"
        label="What has changed"
        optional
        hint="Stands beside the version for those who look back."
      >
        <Input
          id="publish-note"
          maxLength={500}
          autoComplete="off"
          aria-describedby="publish-note-hint"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {before !== null && (
        <div className="flex max-h-80 flex-col overflow-hidden rounded-md border border-line bg-surface">
          <DiffView
            before={before.text}
            after={after}
            beforeLabel={`version ${before.version}`}
            afterLabel={`version ${next}`}
          />
        </div>
      )}
    </ActionDialog>
  );
}
