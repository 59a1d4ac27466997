"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { ActionDialog } from "../../../../components/form/action-dialog.tsx";
import { ParameterForm } from "../../../../components/form/parameter-form.tsx";
import { useParameterForm } from "../../../../components/form/use-parameter-form.ts";
import { schemaOfGiven } from "../../../../components/runboard/given-schema.model.ts";
import { limitsGiven } from "../../../../components/runboard/start-plan.model.ts";
import type { JsonObject, RunLimitsView } from "../../../../components/types.ts";
import { Field } from "../../../../components/ui/field.tsx";
import { Input, Textarea } from "../../../../components/ui/input.tsx";
import { Select } from "../../../../components/ui/select.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useCreateRun } from "../../../../lib/runs/run-create-mutation.ts";
import type { RunRow } from "../../../../lib/runs/run-row.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";
import { StepDefinition } from "../../../../supabase/functions/_shared/contracts/step.ts";

export interface CloneAdhocRunProps {
  run: RunRow;
  limits: RunLimitsView;
  parameters: JsonObject;
  /** As the run has them. */
  steps: readonly { name: string; kind: string; run?: unknown }[];
  onClose: () => void;
}

/** Starts a run that begins with another one's ad-hoc steps, parameters and limits; the first two may be changed; goes to the new run. */
export default function CloneAdhocRun({ run, limits, parameters, steps, onClose }: CloneAdhocRunProps) {
  const { connect } = useControlRoom();
  const router = useRouter();
  const lanes = useQuery(sessionQuery(connect, run.session_id)).data?.lanes ?? [];
  const create = useCreateRun();
  const [lane, setLane] = useState(run.lane);
  const [title, setTitle] = useState(run.title);
  const [asked, setAsked] = useState(steps);
  const schema = useMemo(() => schemaOfGiven(parameters), [parameters]);
  const form = useParameterForm(schema, parameters);

  const { expires_in_seconds, timeout_seconds } = limitsGiven(limits);
  const start = async (checked: JsonObject) => {
    const made = await create.mutateAsync({
      ...{ session_id: run.session_id, cloned_from: run.id, priority: run.priority, max_attempts: run.max_attempts },
      ...{ lane, parameters: checked, steps: StepDefinition.array().parse(asked) },
      ...(title.trim() !== "" && { title }),
      ...(expires_in_seconds !== null && { expires_in_seconds }),
      ...(timeout_seconds !== null && { timeout_seconds }),
    });
    router.push(`/runs/${made.run.id}`);
  };
  const submit = async () => {
    const checked = form.check();
    return checked.ok
      ? actionResult(start(checked.parameters))
      : ({ ok: false, message: "A parameter is not right", remedy: "It is said below it." } as const);
  };
  return (
    <ActionDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Clone run ${run.id}`}
      description={`A new run that begins with these steps. Run ${run.id} stays as it is.`}
      verb="Start run"
      busyVerb="Starting"
      dismiss="Not now"
      wide
      onSubmit={submit}
    >
      <Field id="clone-title" label="Title">
        <Input id="clone-title" maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      <ol className="flex flex-col gap-4">
        {asked.map((step, index) => (
          <li key={step.name}>
            {typeof step.run === "string" ? (
              <Field id={`clone-step-${index}`} label={`Step ${index + 1}: ${step.name}`}>
                <Textarea
                  id={`clone-step-${index}`}
                  className="max-h-60 font-mono text-sm"
                  rows={Math.min(10, step.run.split("\n").length + 1)}
                  spellCheck={false}
                  required
                  value={step.run}
                  onChange={({ target }) => setAsked(asked.with(index, { ...step, run: target.value }))}
                />
              </Field>
            ) : (
              <p className="font-medium">
                Step {index + 1}: {step.name}{" "}
                <span className="font-normal text-muted text-sm">{step.kind}, as it was</span>
              </p>
            )}
          </li>
        ))}
      </ol>
      <ParameterForm id="clone-parameter" form={form} />
      <Field id="clone-lane" label="Lane">
        <Select
          id="clone-lane"
          className="max-w-48"
          value={lane}
          onValueChange={setLane}
          options={lanes.map(({ name }) => ({ value: name, label: name }))}
        />
      </Field>
    </ActionDialog>
  );
}
