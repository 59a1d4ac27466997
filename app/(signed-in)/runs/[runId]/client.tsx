"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { RunPage } from "../../../../components/run/run-page.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { RunLoading } from "../../../../components/states/loading.tsx";
import { Notice } from "../../../../components/ui/notice.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useCancelRun } from "../../../../lib/runs/run-cancel-mutation.ts";
import { runDefinitionQuery } from "../../../../lib/runs/run-definition-query.ts";
import { type RunDetail, runQuery } from "../../../../lib/runs/run-query.ts";
import { useRetryRun } from "../../../../lib/runs/run-retry-mutation.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";
import { useMayWrite } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";
import { stepViews } from "./step-views.ts";
import { useArtifacts } from "./use-artifacts.ts";
import { useLinkedLine } from "./use-linked-line.ts";
import { useLogProps } from "./use-log-props.ts";
import { useRunWorker } from "./use-run-worker.ts";

// It brings the markdown parser, which few visits need.
const ArtifactViewer = dynamic(() =>
  import("../../../../components/run/artifact-viewer.tsx").then((module) => module.ArtifactViewer),
);

/** Joins one run's data and commands with its page. */
export function RunClient({ runId }: { runId: number }) {
  const { supabase } = useControlRoom();
  const detail = useQuery(runQuery(supabase, runId));
  if (detail.data) return <LoadedRun detail={detail.data} />;
  if (detail.error) return <ErrorState {...readFailure(detail.error)} onRetry={() => void detail.refetch()} />;
  return <RunLoading />;
}

function LoadedRun({ detail: { run, parameters, steps, attempts } }: { detail: RunDetail }) {
  const { supabase } = useControlRoom();
  const definition = useQuery(runDefinitionQuery(supabase, run.id));
  const session = useQuery(sessionQuery(supabase, run.session_id));
  const worker = useRunWorker(run.attempt, attempts);
  const cancel = useCancelRun();
  const retry = useRetryRun();
  const mayWrite = useMayWrite();
  const { line, setLine, showStep } = useLinkedLine(run.id);
  const log = useLogProps(run.id);
  const artifacts = useArtifacts(run.id);
  return (
    <>
      {log.error !== null && (
        <Notice tone="warn" role="status" title="The log cannot be read at the moment">
          {log.error.message}. It is tried again by itself.
        </Notice>
      )}
      {artifacts.failed !== null && <Notice tone="bad" role="alert" title={artifacts.failed} />}
      <RunPage
        run={run}
        sessionName={run.session_name}
        sessionHref={`/sessions/${run.session_id}`}
        worker={worker}
        canWrite={mayWrite && session.data?.archived_at === null}
        onCancel={(reason) => actionResult(cancel.mutateAsync({ run_id: run.id, ...(reason && { reason }) }))}
        onRetry={(from) => actionResult(retry.mutateAsync({ run_id: run.id, from }))}
        steps={stepViews(definition.data ?? [], steps, run.attempt)}
        attempts={attempts}
        parameters={parameters}
        artifacts={artifacts.list}
        onOpenArtifact={artifacts.open}
        onDownloadArtifact={artifacts.download}
        onFindStep={showStep}
        log={{ ...log.props, selectedSeq: line, onSelectLine: setLine }}
      />
      {artifacts.viewer.artifact !== null && <ArtifactViewer {...artifacts.viewer} />}
    </>
  );
}
