"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { memo, useMemo, useState } from "react";
import { whyNot, whyNotInSession } from "../../../../components/access/why-not.model.ts";
import { ArtifactsList } from "../../../../components/run/artifacts-list.tsx";
import { AttemptsList } from "../../../../components/run/attempts-list.tsx";
import { CausesPanel } from "../../../../components/run/causes-panel.tsx";
import { failedStep } from "../../../../components/run/run-failure.model.ts";
import { RunHeader } from "../../../../components/run/run-header.tsx";
import { StepsList } from "../../../../components/run/steps-list.tsx";
import { WhatRan } from "../../../../components/run/what-ran.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { RunLoading } from "../../../../components/states/loading.tsx";
import { Notice } from "../../../../components/ui/notice.tsx";
import { runApprovalsQuery } from "../../../../lib/approvals/approval-list-query.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useCancelRun } from "../../../../lib/runs/run-cancel-mutation.ts";
import { runDefinitionQuery } from "../../../../lib/runs/run-definition-query.ts";
import { type RunDetail, runQuery } from "../../../../lib/runs/run-query.ts";
import { useRunLog } from "../../../../lib/runs/use-run-log.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";
import { useMe } from "../../me.tsx";
import NotFound from "../../not-found.tsx";
import { readFailure } from "../../read-failure.ts";
import { useRetry } from "../../use-retry.tsx";
import { useRunActions } from "../../use-run-actions.ts";
import { AuditTrail } from "./audit-trail.tsx";
import { RunLog } from "./run-log.tsx";
import { Section } from "./section.tsx";
import { executionsOf, stepViews } from "./step-views.ts";
import { useArtifacts } from "./use-artifacts.ts";
import { useExplained } from "./use-explained.ts";
import { useLinkedLine } from "./use-linked-line.ts";
import { useLogPurge } from "./use-log-props.ts";
import { useRunWorker } from "./use-run-worker.ts";

// It brings the markdown parser, which few visits need.
const ArtifactViewer = dynamic(() =>
  import("../../../../components/run/artifact-viewer.tsx").then((module) => module.ArtifactViewer),
);

// So does a question, and its form.
const RunApproval = dynamic(() => import("./run-approval.tsx"));

// And a picture below the fold.
const Timeline = memo(
  dynamic(() => import("../../../../components/run/timeline.tsx").then((module) => module.Timeline)),
);

/** Its place is kept until it is there, so that what is below does not jump. */
const TIMELINE_ROW_PX = 24;

// And the form of a new run.
const CloneRun = dynamic(() => import("./clone-run.tsx"));
const CloneAdhocRun = dynamic(() => import("./clone-adhoc-run.tsx"));

// Each hint renders the page; of these few are about what it changes.
const Steps = memo(StepsList);
const Artifacts = memo(ArtifactsList);
const Attempts = memo(AttemptsList);
const Ran = memo(WhatRan);
const Log = memo(RunLog);
const Trail = memo(AuditTrail);

/** Joins one run's data and commands with its page. */
export function RunClient({ runId }: { runId: number }) {
  const { connect } = useControlRoom();
  const detail = useQuery(runQuery(connect, runId));
  if (detail.data) return <LoadedRun detail={detail.data} />;
  // Its session may have been kept for others since.
  if (detail.data === null) return <NotFound />;
  if (detail.error) return <ErrorState {...readFailure(detail.error)} onRetry={() => void detail.refetch()} />;
  return <RunLoading />;
}

function LoadedRun({ detail }: { detail: RunDetail }) {
  const { run, limits, parameters, clonedFrom, schedule, steps: rows, attempts } = detail;
  const { connect } = useControlRoom();
  const definition = useQuery(runDefinitionQuery(connect, run.id));
  const session = useQuery(sessionQuery(connect, run.session_id));
  const explained = useExplained(run, session.data?.lanes);
  const approvals = useQuery(runApprovalsQuery(connect, run.id));
  const runActions = useRunActions();
  const worker = useRunWorker(run.attempt, attempts);
  const cancel = useCancelRun();
  const retry = useRetry();
  const me = useMe();
  const { lines, setLines, showStep } = useLinkedLine(run.id);
  const [cloning, setCloning] = useState(false);
  const log = useRunLog(run.id);
  const purge = useLogPurge(run.id, log);
  const artifacts = useArtifacts(run.id);
  const archived = session.data?.archived_at != null;
  const live = run.finished_at === null;
  const { attempt, status } = run;
  const defined = definition.data?.steps;
  const steps = useMemo(() => stepViews(defined ?? [], rows, { attempt, status }), [defined, rows, attempt, status]);
  const stepNames = useMemo(() => steps.map(({ name }) => name), [steps]);
  const template = definition.data?.template ?? null;
  const executions = useMemo(() => executionsOf(rows), [rows]);
  const begun = rows.filter(({ started_at }) => started_at !== null);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 p-3 sm:p-4">
      <RunHeader
        run={run}
        limits={limits}
        schedule={schedule}
        sessionName={run.session_name}
        sessionHref={`/sessions/${run.session_id}`}
        worker={worker}
        attempt={attempts.find(({ number }) => number === run.attempt) ?? null}
        failedIn={failedStep(run, rows)}
        onShowStep={showStep}
        otherLanes={session.data?.lanes.filter((lane) => lane.id !== run.lane_id) ?? []}
        {...runActions}
        whyNot={whyNotInSession(me.role, archived)}
        onCancel={(reason) => actionResult(cancel.mutateAsync({ run_id: run.id, ...(reason && { reason }) }))}
        onForceCancel={(reason) =>
          actionResult(cancel.mutateAsync({ run_id: run.id, force: true, ...(reason && { reason }) }))
        }
        onClone={() => setCloning(true)}
        whyNoClone={whyNot(me.role, "write") ?? (archived ? archivedHere : null)}
        onRetry={(from) => retry.onRetry(run.id, from)}
      />
      {artifacts.failed !== null && <Notice tone="bad" role="alert" title={artifacts.failed} />}
      <div className="grid min-h-0 flex-1 grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(18rem,24rem)_1fr] lg:grid-rows-[auto_1fr]">
        <div className="flex min-w-0 flex-col gap-4">
          {approvals.data?.map((approval) => (
            <Section key={approval.id} title={`Approval in step “${approval.step_name}”`}>
              <RunApproval approval={approval} />
            </Section>
          ))}
          {explained !== null && (
            <Section title="Why is it waiting?">
              <CausesPanel causes={explained} />
            </Section>
          )}
          <Section title="Steps">
            <Steps steps={steps} onShowStep={showStep} />
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-2 lg:sticky lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:top-24 lg:h-[calc(100dvh-13.75rem)] xl:top-15 xl:h-[calc(100dvh-11.5rem)]">
          <Log
            runId={run.id}
            store={log}
            live={live}
            stepNames={stepNames}
            lines={lines}
            onLines={setLines}
            executions={executions}
            purge={purge}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Section title="Timeline">
            <div style={{ minHeight: TIMELINE_ROW_PX * (attempts.length + begun.length) }}>
              <Timeline createdAt={run.created_at} attempts={attempts} steps={rows} onShowStep={showStep} />
            </div>
          </Section>
          <Section title="Artifacts">
            <Artifacts
              artifacts={artifacts.list}
              purged={purge?.artifacts ?? none}
              live={live}
              onOpen={artifacts.open}
              onDownload={artifacts.download}
            />
          </Section>
          <Section title="Attempts">
            <Attempts attempts={attempts} />
          </Section>
          <Section title="What ran">
            <Ran run={run} clonedFrom={clonedFrom} parameters={parameters} template={template} attempts={attempts} />
          </Section>
          <Trail runId={run.id} />
        </div>
      </div>
      {cloning && template !== null && (
        <CloneRun {...{ run, limits, parameters, template }} onClose={() => setCloning(false)} />
      )}
      {cloning && template === null && definition.data !== undefined && (
        <CloneAdhocRun
          {...{ run, limits, parameters, steps: definition.data.steps }}
          onClose={() => setCloning(false)}
        />
      )}
      {retry.question}
      {artifacts.viewer.artifact !== null && <ArtifactViewer {...artifacts.viewer} />}
    </div>
  );
}

const none: never[] = [];
const archivedHere = "Its session is archived. Open it again, or start it in another one.";
