"use client";
import { useState } from "react";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import type { CreateSessionDialogProps } from "./create-session-dialog.tsx";
import { lanesOf } from "./session.model.ts";

/** Name, who sees it, and its lanes. */
export function CreateSessionForm({ open, onOpenChange, onCreate }: CreateSessionDialogProps) {
  const [name, setName] = useState("");
  const [visibility, setVisibility] = useState<"team" | "members">("team");
  const [lanes, setLanes] = useState("A, B, C, D");
  const submit = async (): Promise<ActionResult> => {
    const parsed = lanesOf(lanes);
    if (!parsed.ok) return { ok: false, message: parsed.message };
    const result = await onCreate({ name: name.trim(), visibility, lanes: parsed.lanes });
    if (result.ok) setName("");
    return result;
  };
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title="New session"
      description="A named group of runs with lanes of its own."
      verb="Create session"
      busyVerb="Creating…"
      dismiss="Not now"
      onSubmit={submit}
    >
      <Field id="session-name" label="Name">
        <Input
          id="session-name"
          required
          maxLength={100}
          autoComplete="off"
          placeholder="Release 2.3"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field id="session-visibility" label="Who sees it">
        <Select
          id="session-visibility"
          className="max-w-56"
          value={visibility}
          onValueChange={(value) => setVisibility(value === "members" ? "members" : "team")}
          options={[
            { value: "team", label: "Everyone in the team" },
            { value: "members", label: "Its members only" },
          ]}
        />
      </Field>
      <Field
        id="session-lanes"
        label="Lanes"
        hint="Names with commas between. A lane runs one run at a time; “Checks: 4” runs four."
      >
        <Input
          id="session-lanes"
          required
          autoComplete="off"
          aria-describedby="session-lanes-hint"
          value={lanes}
          onChange={(event) => setLanes(event.target.value)}
        />
      </Field>
    </ActionDialog>
  );
}
