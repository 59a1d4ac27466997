"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useState } from "react";
import { whyNotInSession } from "../../../../components/access/why-not.model.ts";
import { countLive, questionOf } from "../../../../components/runboard/runboard.model.ts";
import { Runboard } from "../../../../components/runboard/runboard.tsx";
import { lastUsedOf } from "../../../../components/runboard/template-picker.model.ts";
import { SessionHeader } from "../../../../components/session/session-header.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { RunboardLoading } from "../../../../components/states/loading.tsx";
import { NoPermission } from "../../../../components/states/no-permission.tsx";
import { useAsOfNow } from "../../../../components/status/clock.tsx";
import { Notice } from "../../../../components/ui/notice.tsx";
import { pendingApprovalsQuery } from "../../../../lib/approvals/approval-list-query.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useUnchanged } from "../../../../lib/query/use-unchanged.ts";
import { useFallbackInterval } from "../../../../lib/realtime/use-connection.ts";
import { boardQuery } from "../../../../lib/runs/board-query.ts";
import { useCancelRun } from "../../../../lib/runs/run-cancel-mutation.ts";
import { useCreateRun } from "../../../../lib/runs/run-create-mutation.ts";
import { runExplanationQuery } from "../../../../lib/runs/run-explanation-query.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";
import { useSessionChannel } from "../../../../lib/sessions/use-session-channel.ts";
import { templateListQuery } from "../../../../lib/templates/template-list-query.ts";
import { useWorkerChannel } from "../../../../lib/workers/use-worker-channel.ts";
import { workerListQuery } from "../../../../lib/workers/worker-list-query.ts";
import { rememberSession } from "../../last-session.ts";
import { useMe } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";
import { useRunActions } from "../../use-run-actions.ts";
import { useChatToggle } from "./chat/chat-frame.tsx";
import { laneViews } from "./lane-views.ts";
import { SessionActions } from "./session-actions.tsx";
import { useLaneActions } from "./use-lane-actions.ts";

const loadStartRunDialog = () => import("../../../../components/runboard/start-run-dialog.tsx");
const StartRunDialog = dynamic(() => loadStartRunDialog().then((module) => module.StartRunDialog));

/** It was on the screen a moment ago. */
function SessionGone() {
  return (
    <NoPermission title="You do not see this session any more">
      Somebody has kept it for its members. Ask one of them, or an admin, to add you.
    </NoPermission>
  );
}

/** Joins a session's data and commands with the Runboard. */
export function SessionClient({ sessionId }: { sessionId: number }) {
  const { connect } = useControlRoom();
  const refetchInterval = useFallbackInterval();
  useSessionChannel(sessionId);
  useWorkerChannel();
  useEffect(() => rememberSession(sessionId), [sessionId]);
  const cache = useQueryClient();
  useEffect(() => {
    // What a keystroke opens is there when it comes; the board itself came first.
    const timer = setTimeout(() => {
      void loadStartRunDialog().catch(() => undefined);
      void cache.prefetchQuery(templateListQuery(connect));
    }, 1_500);
    return () => clearTimeout(timer);
  }, [cache, connect]);

  const session = useQuery({ ...sessionQuery(connect, sessionId), refetchInterval });
  const board = useQuery({ ...boardQuery(connect, sessionId), refetchInterval });
  const workers = useQuery({ ...workerListQuery(connect), refetchInterval });
  const [starting, setStarting] = useState<{ lane?: string } | null>(null);
  const templates = useQuery({ ...templateListQuery(connect), enabled: starting !== null });

  const create = useCreateRun();
  const { mutateAsync: cancel } = useCancelRun();
  // As it is, for cards that render again only when something of theirs has changed.
  const onCancel = useCallback(
    (run_id: number, reason: string | undefined) => actionResult(cancel({ run_id, ...(reason && { reason }) })),
    [cancel],
  );
  const laneActions = useLaneActions(sessionId);
  const runActions = useRunActions();
  const me = useMe();
  const chatToggle = useChatToggle();

  const approvals = useQuery(pendingApprovalsQuery(connect));
  const lanes = useUnchanged(
    session.data && board.data
      ? laneViews(session.data.lanes, board.data, workers.data ?? [], approvals.data ?? [])
      : [],
  );
  const liveWorkers = useAsOfNow((now) => (workers.data === undefined ? null : countLive(workers.data, now)));
  const question = questionOf(lanes, liveWorkers);
  const explained = useQuery(runExplanationQuery(connect, question.ids, question.circumstances));

  const whyNot = whyNotInSession(me.role, session.data?.archived_at != null);
  const failed = session.data === undefined ? session : board.data === undefined ? board : null;
  if (failed?.error) return <ErrorState {...readFailure(failed.error)} onRetry={() => void failed.refetch()} />;
  if (session.data === null) return <SessionGone />;
  if (!session.data || board.data === undefined) return <RunboardLoading />;

  const queued_count = lanes.reduce((sum, lane) => sum + lane.queued_count, 0);
  const counts = { active_count: board.data.active.length, queued_count };
  return (
    <>
      <SessionHeader
        session={{ ...session.data, ...counts }}
        whyNot={whyNot}
        liveWorkers={liveWorkers}
        onStart={() => setStarting({})}
        actions={chatToggle}
        menu={<SessionActions session={session.data} />}
      />
      {session.data.archived_at !== null && (
        <div className="px-3 pt-3 sm:px-4">
          <Notice title="This session is archived">
            Nothing starts here; what has run stays to be read. “Reopen…” in the menu beside its name opens it again.
          </Notice>
        </div>
      )}
      <Runboard
        lanes={lanes}
        whyNot={whyNot}
        liveWorkers={liveWorkers}
        explained={explained.data ?? {}}
        approvalsHref="/approvals"
        runHref={(runId) => `/runs/${runId}`}
        queueHref={(lane) => `/runs?status=queued&session=${sessionId}&lane=${encodeURIComponent(lane)}`}
        onQuickStart={() => setStarting({})}
        onStart={(lane) => setStarting({ lane })}
        onCancel={onCancel}
        {...laneActions}
        {...runActions}
      />
      {starting !== null && (
        <StartRunDialog
          open
          onOpenChange={(open) => setStarting(open ? {} : null)}
          templates={templates.data}
          sessionName={session.data.name}
          lanes={lanes}
          lane={starting.lane}
          lastUsed={lastUsedOf(lanes)}
          onStart={(request) => actionResult(create.mutateAsync({ session_id: sessionId, ...request }))}
        />
      )}
    </>
  );
}
