"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { StartRunForm } from "../../../components/runboard/start-run-form.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import { Dialog, DialogBody, DialogContent } from "../../../components/ui/dialog.tsx";
import { Field } from "../../../components/ui/field.tsx";
import { Notice } from "../../../components/ui/notice.tsx";
import { Select } from "../../../components/ui/select.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useCreateRun } from "../../../lib/runs/run-create-mutation.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { sessionQuery } from "../../../lib/sessions/session-query.ts";
import { templateListQuery } from "../../../lib/templates/template-list-query.ts";
import type { TemplateDefinition } from "../../../supabase/functions/_shared/contracts/template.ts";

export interface RunTemplateProps {
  slug: string;
  /** Runs these steps without publishing them; null: the newest version. */
  draft: TemplateDefinition | null;
  onOpenChange: (open: boolean) => void;
}

/** Starts a template, or the steps of a draft, in a session that is chosen here; goes to the run. */
export function RunTemplate({ slug, draft, onOpenChange }: RunTemplateProps) {
  const { connect } = useControlRoom();
  const router = useRouter();
  const templates = useQuery({ ...templateListQuery(connect), enabled: draft === null });
  const sessions = useQuery(sessionListQuery(connect, false));
  const [chosen, setChosen] = useState<number | null>(null);
  const sessionId = chosen ?? sessions.data?.[0]?.id ?? null;
  const session = useQuery({ ...sessionQuery(connect, sessionId ?? 0), enabled: sessionId !== null });
  const create = useCreateRun();
  const template = draft === null ? templates.data?.find((option) => option.slug === slug) : { ...draft, version: 0 };
  const lanes = session.data?.lanes;
  const what = template?.name ?? slug;

  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent
        title={draft === null ? `Run ${what}` : `Test ${what}`}
        description={
          draft === null ? "Starts its newest version." : "Runs the draft's steps for real, without publishing them."
        }
        className="sm:max-w-xl"
      >
        <div className="flex flex-col gap-3 px-4 pt-4">
          {draft !== null && (
            <Notice title="It runs as ad-hoc steps">
              One attempt, as long as the draft's timeout says. Schedules and everybody else go on with the published
              version.
            </Notice>
          )}
          <Field id="run-session" label="Session">
            <Select
              id="run-session"
              className="max-w-72"
              value={sessionId === null ? "" : String(sessionId)}
              onValueChange={(next) => setChosen(Number(next))}
              options={(sessions.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
            />
          </Field>
        </div>
        {sessions.data?.length === 0 ? (
          <DialogBody>
            <p className="text-muted">There is no open session to run it in. Create one first.</p>
          </DialogBody>
        ) : template === undefined || lanes === undefined ? (
          <TableLoading what="the form" rows={4} />
        ) : (
          <StartRunForm
            key={sessionId}
            template={template}
            sessionName={session.data?.name ?? ""}
            lanes={lanes}
            initialLane={lanes.find(({ name }) => name === template.default_lane)?.name ?? lanes[0]?.name ?? ""}
            dismiss="Not now"
            onBack={() => onOpenChange(false)}
            onStart={({ template: _, version, ...asked }) => {
              const what =
                draft === null
                  ? { template: slug, version }
                  : {
                      steps: draft.steps,
                      title: `Test of ${draft.name}`,
                      ...(draft.timeout_seconds !== null && { timeout_seconds: draft.timeout_seconds }),
                    };
              const started = create.mutateAsync({ session_id: sessionId ?? 0, ...what, ...asked });
              return actionResult(started.then(({ run }) => router.push(`/runs/${run.id}`)));
            }}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}
