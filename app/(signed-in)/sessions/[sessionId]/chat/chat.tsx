"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type RefObject, useMemo, useState } from "react";
import { whyNotInSession } from "../../../../../components/access/why-not.model.ts";
import { type BegunLine, ChatLoading } from "../../../../../components/chat/chat-loading.tsx";
import { Composer } from "../../../../../components/chat/composer.tsx";
import { HelpCard } from "../../../../../components/chat/help-card.tsx";
import { Message } from "../../../../../components/chat/message.tsx";
import { MessageList } from "../../../../../components/chat/message-list.tsx";
import { EmptyState } from "../../../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../../../components/states/error-state.tsx";
import { messageListQuery } from "../../../../../lib/chat/message-list-query.ts";
import { useChatChannel } from "../../../../../lib/chat/use-chat-channel.ts";
import { useChatRuns } from "../../../../../lib/chat/use-chat-runs.ts";
import { useControlRoom } from "../../../../../lib/context.ts";
import { actionResult } from "../../../../../lib/query/action-result.ts";
import { useCancelRun } from "../../../../../lib/runs/run-cancel-mutation.ts";
import { runExplanationQuery } from "../../../../../lib/runs/run-explanation-query.ts";
import { quickActions } from "../../../../../supabase/functions/_shared/contracts/command-line/quick-actions.ts";
import { standsStill } from "../../../../../supabase/functions/_shared/contracts/run-states.ts";
import { useMe } from "../../../me.tsx";
import { readFailure } from "../../../read-failure.ts";
import { useKnown } from "../../../use-known.ts";
import { useRetry } from "../../../use-retry.tsx";
import { useSendLine } from "../../../use-send-line.ts";
import { Answer, runOf, subjectOf } from "./answer.tsx";
import { DecisionPreview } from "./decision-preview.tsx";

/** Runs whose cards are live, the last talked about; of older ones the number stands. */
const runsShown = 150;

interface ChatProps {
  sessionId: number;
  begun: RefObject<BegunLine>;
}

/** A session's chat with its data: what was said, what came of it, and the line for the next. */
export default function Chat({ sessionId, begun }: ChatProps) {
  const { connect } = useControlRoom();
  const me = useMe();
  const author = `operator:${me.userId}`;
  const [helping, setHelping] = useState(false);
  useChatChannel(sessionId);
  const messages = useInfiniteQuery(messageListQuery(connect, sessionId));
  const { known, session, board, approvals } = useKnown(sessionId);
  const newestFirst = useMemo(() => messages.data?.pages.flat() ?? [], [messages.data]);
  const lines = newestFirst.toReversed();
  const runIds = useMemo(
    () =>
      [...new Set(newestFirst.flatMap((message) => runOf(message) ?? []))]
        .slice(0, runsShown)
        .toSorted((a, b) => a - b),
    [newestFirst],
  );
  const runs = useChatRuns(sessionId, runIds);
  const standing = runs.runs.filter(({ status }) => standsStill(status));
  const circumstances = JSON.stringify([
    standing.map(({ id, status }) => [id, status]),
    session?.lanes,
    board?.active.map(({ id }) => id),
  ]);
  const causes = useQuery(runExplanationQuery(connect, standing.map(({ id }) => id).slice(0, 100), circumstances));
  const cancel = useCancelRun();
  const retry = useRetry();
  const sendLine = useSendLine(sessionId, known);

  const failed = messages.isError && messages.data === undefined ? messages.error : null;
  if (failed !== null) return <ErrorState level={2} {...readFailure(failed)} onRetry={() => void messages.refetch()} />;
  if (messages.data === undefined || session === undefined || session === null || board === undefined)
    return <ChatLoading begun={begun} />;

  const whyNot = whyNotInSession(me.role, session.archived_at !== null);
  const latest = new Map(lines.map((message) => [subjectOf(message), message.id]));
  return (
    <>
      {lines.length === 0 ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <EmptyState title="Nothing was said yet">
            What is typed here is shared: everybody in the session sees the line, who sent it, and what came of it.
          </EmptyState>
        </div>
      ) : (
        <MessageList
          hasOlder={messages.hasNextPage}
          loadingOlder={messages.isFetchingNextPage}
          onOlder={() => void messages.fetchNextPage()}
          newest={lines.at(-1)?.id ?? null}
          newestIsMine={lines.at(-1)?.author === author}
        >
          {lines.map((message) => (
            <Message key={message.id} message={message}>
              <Answer
                {...{ message, runs, session, board, approvals }}
                causes={causes.data ?? {}}
                whyNot={whyNot}
                outdated={latest.get(subjectOf(message)) !== message.id}
                onCancel={(run_id, reason) => actionResult(cancel.mutateAsync({ run_id, ...(reason && { reason }) }))}
                onRetry={retry.onRetry}
              />
            </Message>
          ))}
        </MessageList>
      )}
      {retry.question}
      {helping && (
        <div className="max-h-[50%] shrink-0 overflow-y-auto p-3">
          <HelpCard onClose={() => setHelping(false)} />
        </div>
      )}
      <Composer
        begun={begun}
        known={known}
        quickActions={quickActions(known)}
        whyNot={whyNot}
        history={newestFirst.filter((message) => message.author === author).map(({ body }) => body)}
        preview={(intent) => <DecisionPreview intent={intent} approvals={approvals} />}
        onSend={async (line, intent) => {
          setHelping(intent.verb === "help");
          return intent.verb === "help" ? { ok: true } : await sendLine(line, intent);
        }}
      />
    </>
  );
}
