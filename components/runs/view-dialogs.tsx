"use client";
import { useState } from "react";
import type { RunView } from "../../supabase/functions/_shared/contracts/run-view.ts";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { ChoiceGroup } from "../ui/choice-group.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

/** What a person says about a view beside its filters. */
export interface ViewSaid {
  name: string;
  shared: boolean;
}

interface FieldsProps {
  value: ViewSaid;
  onChange: (value: ViewSaid) => void;
}

function ViewFields({ value, onChange }: FieldsProps) {
  return (
    <>
      <Field id="view-name" label="Name">
        <Input
          id="view-name"
          required
          maxLength={60}
          autoComplete="off"
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
        />
      </Field>
      <ChoiceGroup
        name="view-audience"
        legend="Who sees it"
        value={value.shared ? "team" : "me"}
        onChange={(audience) => onChange({ ...value, shared: audience === "team" })}
        options={[
          { value: "me", label: "Only its owner" },
          { value: "team", label: "The team", detail: "as a filter; everybody sees only the runs that they may" },
        ]}
      />
    </>
  );
}

export interface SaveViewDialogProps {
  onOpenChange: (open: boolean) => void;
  /** The view of one's own that saving under this name replaces. */
  namesake: (name: string) => RunView | null;
  onSave: (said: ViewSaid, replaced: RunView | null) => Promise<ActionResult>;
}

/** Asks for the name of the filters that are set. A name that one uses already takes the place of the old view. */
export function SaveViewDialog({ onOpenChange, namesake, onSave }: SaveViewDialogProps) {
  const [said, setSaid] = useState<ViewSaid>({ name: "", shared: false });
  const replaced = namesake(said.name);
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title="Save these filters as a view"
      description={
        replaced === null
          ? "A period like “last 24 hours” goes on counting from now."
          : `This replaces the filters of ${replaced.name}.`
      }
      verb={replaced === null ? "Save view" : "Replace view"}
      busyVerb="Saving…"
      dismiss="Do not save"
      onSubmit={() => onSave({ ...said, name: said.name.trim() }, replaced)}
    >
      <ViewFields value={said} onChange={setSaid} />
    </ActionDialog>
  );
}

export interface ChangeViewDialogProps {
  view: RunView;
  onOpenChange: (open: boolean) => void;
  onChange: (said: ViewSaid) => Promise<ActionResult>;
}

export function ChangeViewDialog({ view, onOpenChange, onChange }: ChangeViewDialogProps) {
  const [said, setSaid] = useState<ViewSaid>({ name: view.name, shared: view.shared });
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Rename or share ${view.name}`}
      verb="Change view"
      busyVerb="Changing…"
      onSubmit={() => onChange({ ...said, name: said.name.trim() })}
    >
      <ViewFields value={said} onChange={setSaid} />
    </ActionDialog>
  );
}

export interface DeleteViewDialogProps {
  view: RunView;
  onOpenChange: (open: boolean) => void;
  onDelete: () => Promise<ActionResult>;
}

export function DeleteViewDialog({ view, onOpenChange, onDelete }: DeleteViewDialogProps) {
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Delete ${view.name}?`}
      description={
        view.shared
          ? "It goes for the whole team. The filters stay on your screen; runs are not touched."
          : "The filters stay on your screen; runs are not touched."
      }
      verb="Delete view"
      busyVerb="Deleting…"
      danger
      onSubmit={onDelete}
    />
  );
}
