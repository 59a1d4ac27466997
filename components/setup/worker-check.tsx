"use client";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { useAction } from "../form/use-action.ts";
import { useNow } from "../status/clock.tsx";
import { Heartbeat } from "../status/heartbeat.tsx";
import { livenessOf } from "../status/status.model.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Check } from "./step-panel.tsx";
import { WorkerCommands, type WorkerPlace } from "./worker-commands.tsx";

export interface WorkerCheckProps {
  workers: readonly { id: string; name: string; last_seen_at: string }[];
  places: readonly WorkerPlace[];
  /** Makes the key here and stores its hash; hands the key over by `onKey`. */
  onMakeKey: (name: string, onKey: (key: string) => void) => Promise<ActionResult>;
}

/** Workers by their heartbeats, live; a key and the commands for another one. */
export function WorkerCheck({ workers, places, onMakeKey }: WorkerCheckProps) {
  const now = useNow();
  const live = workers.filter(({ last_seen_at }) => livenessOf(last_seen_at, now) !== "silent");
  const [more, setMore] = useState(false);
  const title =
    live.length === 0
      ? "No worker has called yet. It turns green at the first heartbeat."
      : `${live.length} ${live.length === 1 ? "worker is" : "workers are"} ready.`;
  return (
    <Check progress={live.length === 0 ? "todo" : "done"} title={<span role="status">{title}</span>}>
      {live.length > 0 && (
        <ul className="flex flex-col gap-1">
          {live.slice(0, 5).map(({ id, name, last_seen_at }) => (
            <li key={id}>
              <Heartbeat name={name} at={last_seen_at} />
            </li>
          ))}
        </ul>
      )}
      {live.length > 0 && !more ? (
        <Button size="sm" className="self-start" onClick={() => setMore(true)}>
          Add a worker
        </Button>
      ) : (
        <NewWorker places={places} onMakeKey={onMakeKey} />
      )}
    </Check>
  );
}

function NewWorker({ places, onMakeKey }: Pick<WorkerCheckProps, "places" | "onMakeKey">) {
  const action = useAction();
  const { register, handleSubmit, formState } = useForm({ defaultValues: { name: "workers" } });
  const error = formState.errors.name?.message;
  const [key, setKey] = useState<string | null>(null);
  if (key !== null) return <WorkerCommands places={places} apiKey={key} />;
  const hint = "What the key is called in the settings, where it can be revoked. Its scope is runs.work, nothing else.";
  return (
    <Form
      noValidate
      className="flex max-w-sm flex-col gap-3"
      onSubmit={handleSubmit(async ({ name }) => void (await action.run(() => onMakeKey(name.trim(), setKey))))}
    >
      <Field id="key-name" label="Name of the worker key" hint={hint} error={error}>
        <Input
          id="key-name"
          maxLength={100}
          className="h-9"
          {...describedBy("key-name", hint, error)}
          {...register("name", { validate: (name) => name.trim() !== "" || "Give the key a name." })}
        />
      </Field>
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy} className="self-start">
        {action.busy ? "Making…" : "Make a worker key"}
      </Button>
    </Form>
  );
}
