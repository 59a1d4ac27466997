"use client";
import { useRef } from "react";
import { useSendChat } from "../../lib/chat/chat-send-mutation.ts";
import { type ActionResult, actionResult } from "../../lib/query/action-result.ts";
import type { ChatMessage } from "../../supabase/functions/_shared/contracts/chat.ts";
import type { Intent, Known } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";
import { toCommand } from "../../supabase/functions/_shared/contracts/command-line/to-command.ts";

/** The line as it was kept, or why it was not. */
export type SentLine = { ok: true; message: ChatMessage } | Extract<ActionResult, { ok: false }>;

const nowhere: SentLine = { ok: false, message: "There is no session to say this in.", remedy: "Open one." };
const gone: SentLine = {
  ok: false,
  message: "What this line names is not there any more.",
  remedy: "Look at it again, then send a new line.",
};
const harmless: readonly Intent["verb"][] = ["why", "status", "failed", "help", "say"];

/** Sends lines to a session. A line that was not answered keeps its id when it is sent again, so that it is done once. */
export function useSendLine(sessionId: number | null, known: Known) {
  const send = useSendChat();
  const unanswered = useRef<{ line: string; message_id: string } | null>(null);
  return async (line: string, intent: Intent): Promise<SentLine> => {
    if (sessionId === null) return nowhere;
    const command = toCommand(intent, known, sessionId);
    if (command === null && !harmless.includes(intent.verb)) return gone;
    if (unanswered.current?.line !== line) unanswered.current = { line, message_id: crypto.randomUUID() };
    const { message_id } = unanswered.current;
    let message: ChatMessage | undefined;
    const sending = send.mutateAsync({
      ...{ session_id: sessionId, message_id, body: line },
      ...(command !== null && { command }),
    });
    const result = await actionResult(
      sending.then((answer) => {
        message = answer.message;
      }),
    );
    if (!result.ok) return result;
    unanswered.current = null;
    return message === undefined ? gone : { ok: true, message };
  };
}
