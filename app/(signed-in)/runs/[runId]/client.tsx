"use client";
import { useQuery } from "@tanstack/react-query";
import { AttemptsList } from "../../../../components/run/attempts-list.tsx";
import { ParametersView } from "../../../../components/run/parameters-view.tsx";
import { RunHeader } from "../../../../components/run/run-header.tsx";
import { StepsList } from "../../../../components/run/steps-list.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { RunLoading } from "../../../../components/states/loading.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useCancelRun } from "../../../../lib/runs/run-cancel-mutation.ts";
import { runDefinitionQuery } from "../../../../lib/runs/run-definition-query.ts";
import { type RunDetail, runQuery } from "../../../../lib/runs/run-query.ts";
import { useRetryRun } from "../../../../lib/runs/run-retry-mutation.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";
import { useMayWrite } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";
import { Artifacts } from "./artifacts.tsx";
import { RunLog } from "./run-log.tsx";
import { Section } from "./section.tsx";
import { stepViews } from "./step-views.ts";
import { useLinkedLine } from "./use-linked-line.ts";
import { useRunWorker } from "./use-run-worker.ts";

/** Joins one run's data and commands with its page. */
export function RunClient({ runId }: { runId: number }) {
  const { supabase } = useControlRoom();
  const detail = useQuery(runQuery(supabase, runId));
  if (detail.data) return <LoadedRun detail={detail.data} />;
  if (detail.error) return <ErrorState {...readFailure(detail.error)} onRetry={() => void detail.refetch()} />;
  return <RunLoading />;
}

function LoadedRun({ detail: { run, parameters, steps: rows, attempts } }: { detail: RunDetail }) {
  const { supabase } = useControlRoom();
  const definition = useQuery(runDefinitionQuery(supabase, run.id));
  const session = useQuery(sessionQuery(supabase, run.session_id));
  const worker = useRunWorker(run.attempt, attempts);
  const cancel = useCancelRun();
  const retry = useRetryRun();
  const mayWrite = useMayWrite();
  const { line, setLine, showStep } = useLinkedLine(run.id);
  const live = run.finished_at === null;
  const steps = stepViews(definition.data ?? [], rows, run.attempt);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 p-3 sm:p-4">
      <RunHeader
        run={run}
        sessionName={run.session_name}
        sessionHref={`/sessions/${run.session_id}`}
        worker={worker}
        canWrite={mayWrite && session.data?.archived_at === null}
        onCancel={(reason) => actionResult(cancel.mutateAsync({ run_id: run.id, ...(reason && { reason }) }))}
        onRetry={(from) => actionResult(retry.mutateAsync({ run_id: run.id, from }))}
      />
      <div className="grid min-h-0 flex-1 grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(18rem,24rem)_1fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <Section title="Steps">
            <StepsList steps={steps} onShowStep={showStep} />
          </Section>
          <Section title="Artifacts">
            <Artifacts runId={run.id} live={live} />
          </Section>
          <Section title="Parameters">
            <ParametersView parameters={parameters} />
          </Section>
          <Section title="Attempts">
            <AttemptsList attempts={attempts} />
          </Section>
        </div>
        <RunLog
          runId={run.id}
          live={live}
          stepNames={steps.map((step) => step.name)}
          line={line}
          onSelectLine={setLine}
        />
      </div>
    </div>
  );
}
