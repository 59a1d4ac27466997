"use client";
import dynamic from "next/dynamic";
import { RunCard, type RunCardActions, RunMention } from "../../../../../components/chat/run-card.tsx";
import { FailedCard, StatusCard } from "../../../../../components/chat/status-card.tsx";
import { Link } from "../../../../../components/ui/link.tsx";
import type { Board } from "../../../../../lib/runs/board-query.ts";
import type { ChangedRuns } from "../../../../../lib/runs/changed-runs-read.ts";
import type { SessionDetail } from "../../../../../lib/sessions/session-query.ts";
import type { Approval } from "../../../../../supabase/functions/_shared/contracts/approval.ts";
import type { ChatMessage } from "../../../../../supabase/functions/_shared/contracts/chat.ts";
import { nothingKnown } from "../../../../../supabase/functions/_shared/contracts/command-line/intent.ts";
import { readLine } from "../../../../../supabase/functions/_shared/contracts/command-line/read-line.ts";
import type { Cause } from "../../../../../supabase/functions/_shared/contracts/explain.ts";
import { progressOf } from "../lane-views.ts";

const RunApproval = dynamic(() => import("../../../runs/[runId]/run-approval.tsx"));

/** What a line asked, where it changed nothing: `/why 1042`, `/status`, `/failed`; null for any other. */
export function questionOf(message: ChatMessage) {
  if (message.command !== null) return null;
  const reading = readLine(message.body, nothingKnown);
  if (!reading.ok) return null;
  const { intent } = reading;
  return intent.verb === "why" || intent.verb === "status" || intent.verb === "failed" ? intent : null;
}

/** The run that a line is about. */
export function runOf(message: ChatMessage): number | null {
  const question = questionOf(message);
  return message.run_id ?? (question?.verb === "why" ? question.run_id : null);
}

/** What a line is about: the last line about the same has the answer. */
export function subjectOf(message: ChatMessage): string {
  const run = runOf(message);
  return run === null ? (questionOf(message)?.verb ?? `line ${message.id}`) : `run ${run}`;
}

export interface AnswerProps extends RunCardActions {
  message: ChatMessage;
  runs: ChangedRuns;
  causes: Record<number, Cause[]>;
  session: SessionDetail;
  board: Board;
  /** Those that wait for the reader. */
  approvals: readonly Approval[];
  /** A later line is about the same, and has the answer. */
  outdated: boolean;
}

/** What came of a line, as it is at this moment. */
export function Answer(props: AnswerProps) {
  const { message, runs, causes, session, board, approvals, whyNot, outdated, onCancel, onRetry } = props;
  const question = questionOf(message);
  if (outdated && runOf(message) === null) return <p className="text-muted text-sm">Asked again below.</p>;
  const ended = board.recent.filter((run) => run.status === "failed");
  if (question?.verb === "failed") return <FailedCard runs={ended.slice(0, 5)} />;
  if (question?.verb === "status") {
    return (
      <StatusCard
        active={board.active}
        queued={Object.values(board.queuedCounts).reduce((sum, count) => sum + count, 0)}
        waiting={approvals}
        paused={session.lanes.filter((lane) => lane.paused_at !== null)}
        failed={ended[0] ?? null}
      />
    );
  }
  if (message.lane_id !== null) return <LaneAnswer message={message} session={session} />;
  const id = runOf(message);
  if (id === null) return null;
  const run = runs.runs.find((candidate) => candidate.id === id);
  if (run === undefined) {
    return (
      <Link href={`/runs/${id}`} className="self-start text-sm underline">
        Run {id}
      </Link>
    );
  }
  if (outdated) return <RunMention run={run} />;
  const approval = run.status === "waiting" ? approvals.find(({ run_id }) => run_id === id) : undefined;
  return (
    <RunCard
      run={run}
      progress={progressOf(run, runs.steps)}
      whyNot={whyNot}
      causes={causes[id]}
      explain={question?.verb === "why"}
      onCancel={onCancel}
      onRetry={onRetry}
    >
      {approval !== undefined && <RunApproval approval={approval} />}
    </RunCard>
  );
}

function LaneAnswer({ message, session }: Pick<AnswerProps, "message" | "session">) {
  const lane = session.lanes.find(({ id }) => id === message.lane_id);
  if (lane === undefined || message.outcome !== "ok") return null;
  return (
    <p className="text-muted text-sm">
      {lane.paused_at === null
        ? `Lane ${lane.name} gives out runs.`
        : `Lane ${lane.name} is paused by ${lane.paused_by ?? "someone"}: ${lane.pause_note ?? ""}`}
    </p>
  );
}
