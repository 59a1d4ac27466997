"use client";
import { Copy } from "lucide-react";
import { useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import { canCancel, canForceCancel, canRetry } from "../runboard/cancel.model.ts";
import { CancelPhases } from "../runboard/cancel-phases.tsx";
import { CancelRunDialog } from "../runboard/cancel-run-dialog.tsx";
import { ForceCancelDialog } from "../runboard/force-cancel-dialog.tsx";
import { RunMenu, type RunMenuCallbacks } from "../runboard/run-menu.tsx";
import { laneEnds } from "../runboard/run-places.model.ts";
import { RunStatusMark } from "../status/status-mark.tsx";
import type {
  ActionFailure,
  ActionResult,
  AttemptView,
  RunLimitsView,
  RunScheduleView,
  RunView,
  RunWorker,
} from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Link } from "../ui/link.tsx";
import { Notice } from "../ui/notice.tsx";
import { RetryMenu } from "./retry-menu.tsx";
import { RunFacts } from "./run-facts.tsx";
import { type FailedStep, runFailureText } from "./run-failure.model.ts";

export interface RunHeaderProps extends RunMenuCallbacks {
  run: RunView;
  limits: RunLimitsView;
  /** The schedule that made it; null: somebody did. */
  schedule: RunScheduleView | null;
  sessionName: string;
  sessionHref: string;
  /** Null while no worker holds it. */
  worker: RunWorker | null;
  /** The latest; null before the first claim. */
  attempt: AttemptView | null;
  /** Why this person may do nothing with it; null: they may. */
  whyNot: string | null;
  /** The step that it failed in; null: it did not. */
  failedIn: FailedStep | null;
  /** Shows where a step begins in the log. */
  onShowStep: (step: number) => void;
  /** The session's lanes beside its own. */
  otherLanes: readonly { id: number; name: string }[];
  onCancel: (reason: string | undefined) => Promise<ActionResult>;
  /** Gives up on a worker that has not stopped it. */
  onForceCancel: (reason: string | undefined) => Promise<ActionResult>;
  onRetry: (from: "start" | "failed_step") => Promise<ActionResult>;
  /** Opens the form of a new run that begins with this one's parameters. */
  onClone: () => void;
  /** Why it cannot be cloned; null: it can. */
  whyNoClone: string | null;
}

/** What a run is, where it stands, and what can be done with it. */
export function RunHeader(props: RunHeaderProps) {
  const { run, sessionName, sessionHref, worker, failedIn, whyNot, onCancel, onRetry } = props;
  const [asking, setAsking] = useState(false);
  const [forcing, setForcing] = useState(false);
  const [moveFailure, setMoveFailure] = useState<ActionFailure | null>(null);
  const retry = useAction();
  // What a clone begins with, and what there is to change in it.
  const begins = run.template === null ? "steps" : "parameters";
  return (
    <header className="flex flex-col gap-2">
      <p className="text-muted">
        <Link href={sessionHref} className="hover:underline">
          {sessionName}
        </Link>{" "}
        / Lane {run.lane}
      </p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="wrap-anywhere min-w-0 font-semibold text-xl">
          <span className="font-normal text-muted">{run.id}</span> {run.title}
        </h1>
        <RunStatusMark run={run} className="text-base" />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <Button
            whyNot={props.whyNoClone}
            title={props.whyNoClone === null ? `A new run that begins with these ${begins}` : undefined}
            onClick={props.onClone}
          >
            <Copy aria-hidden />
            Clone
          </Button>
          {run.status === "queued" && (
            <RunMenu {...props} onCancel={undefined} places={laneEnds} onFailure={setMoveFailure} />
          )}
          {canRetry(run) && (
            <RetryMenu
              whyNot={whyNot}
              busy={retry.busy}
              onRetry={(from) => void retry.run(() => onRetry(from))}
              edit={`As a new run with other ${begins}…`}
              onEdit={props.whyNoClone === null ? props.onClone : null}
            />
          )}
          {canForceCancel(run) && (
            <Button variant="danger" whyNot={whyNot} onClick={() => setForcing(true)}>
              Cancel by force
            </Button>
          )}
          {canCancel(run) && (
            <Button variant="danger" whyNot={whyNot} onClick={() => setAsking(true)}>
              Cancel run
            </Button>
          )}
        </div>
      </div>
      <RunFacts run={run} limits={props.limits} worker={worker} schedule={props.schedule} />
      <CancelPhases run={run} progress={props.attempt} />
      {run.failure_code !== null && (
        <Notice
          tone="bad"
          title={runFailureText(run.failure_code, failedIn)}
          action={
            failedIn !== null && (
              <Button size="sm" onClick={() => props.onShowStep(failedIn.step)}>
                Show in log
              </Button>
            )
          }
        >
          {run.error !== null && <p className="line-clamp-6 whitespace-pre-wrap font-mono text-sm">{run.error}</p>}
        </Notice>
      )}
      <ActionFailureNotice failure={retry.failure ?? moveFailure} />
      <CancelRunDialog run={run} open={asking} onOpenChange={setAsking} onCancel={onCancel} />
      <ForceCancelDialog run={run} open={forcing} onOpenChange={setForcing} onForce={props.onForceCancel} />
    </header>
  );
}
