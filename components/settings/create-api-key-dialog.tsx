"use client";
import { useState } from "react";
import type { Scope } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { CheckList } from "../ui/check-list.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { expiryOf, lifetimes, type Place, scopes } from "./api-key.model.ts";

export interface ApiKeyRequest {
  name: string;
  scopes: Scope[];
  session_ids: number[];
  lane_ids: number[];
  expires_at: string | null;
}

export interface CreateApiKeyDialogProps {
  /** Open sessions with their lanes, to which the key may be limited. */
  places: readonly Place[];
  onOpenChange: (open: boolean) => void;
  onCreate: (request: ApiKeyRequest) => Promise<ActionResult>;
}

/** Asks for a key's name, what it may do, where, and for how long. */
export function CreateApiKeyDialog({ places, onOpenChange, onCreate }: CreateApiKeyDialogProps) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Scope[]>(["runs.work"]);
  const [sessions, setSessions] = useState<number[]>([]);
  const [lanes, setLanes] = useState<number[]>([]);
  const [days, setDays] = useState<number | null>(null);
  const offered = places.filter(({ id }) => sessions.includes(id));
  const submit = async (): Promise<ActionResult> => {
    if (chosen.length === 0)
      return { ok: false, message: "Tick at least one scope.", remedy: "A key without one is of no use." };
    const known = offered.flatMap((place) => place.lanes.map(({ id }) => id));
    return await onCreate({
      name: name.trim(),
      scopes: chosen,
      session_ids: sessions,
      lane_ids: lanes.filter((id) => known.includes(id)),
      expires_at: expiryOf(days, Date.now()),
    });
  };
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title="New API key"
      description="For a worker or a script. The key is made in this browser and shown once."
      verb="Create key"
      busyVerb="Creating…"
      dismiss="Not now"
      onSubmit={submit}
    >
      <Field id="key-name" label="Name">
        <Input
          id="key-name"
          required
          maxLength={100}
          autoComplete="off"
          placeholder="worker on build-7"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <CheckList
        legend="Scopes"
        options={scopes.map(({ scope, may }) => ({ value: scope, label: scope, detail: may }))}
        chosen={chosen}
        onChange={setChosen}
      />
      {places.length > 0 && (
        <CheckList
          legend="Only these sessions"
          hint="None ticked: all of them, those of later included."
          options={places.map(({ id, name: label }) => ({ value: id, label }))}
          chosen={sessions}
          onChange={setSessions}
        />
      )}
      {offered.length > 0 && (
        <CheckList
          legend="Only these lanes"
          hint="None ticked: every lane of the sessions above."
          options={offered.flatMap((place) =>
            place.lanes.map((lane) => ({ value: lane.id, label: `${place.name} / ${lane.name}` })),
          )}
          chosen={lanes}
          onChange={setLanes}
        />
      )}
      <Field id="key-lifetime" label="Good for">
        <Select
          id="key-lifetime"
          className="max-w-56"
          value={String(days)}
          onValueChange={(value) =>
            setDays(lifetimes.find((lifetime) => String(lifetime.days) === value)?.days ?? null)
          }
          options={lifetimes.map((lifetime) => ({ value: String(lifetime.days), label: lifetime.label }))}
        />
      </Field>
    </ActionDialog>
  );
}
