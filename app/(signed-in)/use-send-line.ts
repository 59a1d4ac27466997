"use client";
import { useRef } from "react";
import { useSendChat } from "../../lib/chat/chat-send-mutation.ts";
import { type ActionResult, actionResult } from "../../lib/query/action-result.ts";
import type { Intent, Known } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";
import { toCommand } from "../../supabase/functions/_shared/contracts/command-line/to-command.ts";

const gone: ActionResult = {
  ok: false,
  message: "What this line names is not there any more.",
  remedy: "Look at it again, then send a new line.",
};

/** Sends lines to a session. A line that was not answered keeps its number when it is sent again, so that it is done once. */
export function useSendLine(sessionId: number | null, known: Known) {
  const send = useSendChat();
  const unanswered = useRef<{ line: string; message_id: string } | null>(null);
  return async (line: string, intent: Intent): Promise<ActionResult> => {
    if (sessionId === null) return { ok: false, message: "There is no session to say this in.", remedy: "Open one." };
    const changes = !["why", "status", "failed", "help", "say"].includes(intent.verb);
    const command = toCommand(intent, known, sessionId);
    if (changes && command === null) return gone;
    if (unanswered.current?.line !== line) unanswered.current = { line, message_id: crypto.randomUUID() };
    const { message_id } = unanswered.current;
    const sent = await actionResult(
      send.mutateAsync({ session_id: sessionId, message_id, body: line, ...(command !== null && { command }) }),
    );
    if (sent.ok) unanswered.current = null;
    return sent;
  };
}
