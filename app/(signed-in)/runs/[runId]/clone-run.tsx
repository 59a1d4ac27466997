"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { planGiven } from "../../../../components/runboard/start-plan.model.ts";
import { StartRunForm } from "../../../../components/runboard/start-run-form.tsx";
import { TableLoading } from "../../../../components/states/loading.tsx";
import type { JsonObject, RunLimitsView } from "../../../../components/types.ts";
import { Dialog, DialogContent } from "../../../../components/ui/dialog.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useCreateRun } from "../../../../lib/runs/run-create-mutation.ts";
import type { RunTemplateDefinition } from "../../../../lib/runs/run-definition-query.ts";
import type { RunRow } from "../../../../lib/runs/run-row.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";

export interface CloneRunProps {
  run: RunRow;
  limits: RunLimitsView;
  parameters: JsonObject;
  template: RunTemplateDefinition;
  onClose: () => void;
}

/** Starts a run of the same template version, beginning with another run's parameters, priority, limits and lane; goes to the new run. */
export default function CloneRun({ run, limits, parameters, template, onClose }: CloneRunProps) {
  const { connect } = useControlRoom();
  const router = useRouter();
  const session = useQuery(sessionQuery(connect, run.session_id));
  const create = useCreateRun();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Clone run ${run.id}`}
        description={`A new run of ${template.name}, version ${run.template_version}. Run ${run.id} stays as it is.`}
        className="sm:max-w-xl"
      >
        {session.data == null ? (
          <TableLoading what="the form" rows={4} />
        ) : (
          <StartRunForm
            template={{ ...template, slug: run.template ?? "", version: run.template_version ?? 0 }}
            sessionName={run.session_name}
            lanes={session.data.lanes}
            initialLane={run.lane}
            given={parameters}
            givenPlan={planGiven(run, limits)}
            dismiss="Not now"
            onBack={onClose}
            onStart={(request) => {
              const asked = {
                ...{ session_id: run.session_id, cloned_from: run.id },
                ...request,
                ...(run.title !== template.name && { title: run.title }),
              };
              const started = create.mutateAsync(asked);
              return actionResult(started.then((made) => router.push(`/runs/${made.run.id}`)));
            }}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}
