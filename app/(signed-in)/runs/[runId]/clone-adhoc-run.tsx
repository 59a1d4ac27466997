"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionDialog } from "../../../../components/form/action-dialog.tsx";
import type { JsonObject } from "../../../../components/types.ts";
import { Field } from "../../../../components/ui/field.tsx";
import { Select } from "../../../../components/ui/select.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useCreateRun } from "../../../../lib/runs/run-create-mutation.ts";
import type { RunRow } from "../../../../lib/runs/run-row.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";
import { StepDefinition } from "../../../../supabase/functions/_shared/contracts/step.ts";

export interface CloneAdhocRunProps {
  run: RunRow;
  parameters: JsonObject;
  /** As the run has them. */
  steps: readonly { name: string; kind: string }[];
  onClose: () => void;
}

/** Starts a run of the same ad-hoc steps with the same parameters; goes to the new run. */
export default function CloneAdhocRun({ run, parameters, steps, onClose }: CloneAdhocRunProps) {
  const { connect } = useControlRoom();
  const router = useRouter();
  const lanes = useQuery(sessionQuery(connect, run.session_id)).data?.lanes ?? [];
  const create = useCreateRun();
  const [lane, setLane] = useState(run.lane);
  const start = async () => {
    const made = await create.mutateAsync({
      ...{ session_id: run.session_id, cloned_from: run.id, priority: run.priority, max_attempts: run.max_attempts },
      ...{ lane, title: run.title, parameters, steps: StepDefinition.array().parse(steps) },
    });
    router.push(`/runs/${made.run.id}`);
  };
  return (
    <ActionDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Clone run ${run.id}`}
      description={`A new run of the same steps with the same parameters. Run ${run.id} stays as it is.`}
      verb="Start run"
      busyVerb="Starting"
      dismiss="Not now"
      onSubmit={() => actionResult(start())}
    >
      <ol className="flex max-h-60 list-decimal flex-col gap-1 overflow-auto pl-6">
        {steps.map((step) => (
          <li key={step.name} className="wrap-anywhere">
            {step.name} <span className="text-muted text-sm">{step.kind}</span>
          </li>
        ))}
      </ol>
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
