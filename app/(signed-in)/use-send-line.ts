"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useSendChat } from "../../lib/chat/chat-send-mutation.ts";
import { useControlRoom } from "../../lib/context.ts";
import { type ActionResult, actionResult } from "../../lib/query/action-result.ts";
import { type RetryConfirmation, readRetryConfirmation } from "../../lib/runs/retry-confirmation.ts";
import type { ChatMessage } from "../../supabase/functions/_shared/contracts/chat.ts";
import { confirmation } from "../../supabase/functions/_shared/contracts/command-line/confirmation.ts";
import type { Intent, IntentOf, Known } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";
import { toCommand } from "../../supabase/functions/_shared/contracts/command-line/to-command.ts";
import { writtenValue } from "../../supabase/functions/_shared/contracts/command-line/values.ts";
import { confirmTarget } from "../../supabase/functions/_shared/contracts/confirm-target.ts";

/** The line as it was kept, or why it was not. */
export type SentLine = { ok: true; message: ChatMessage } | Refusal;
type Refusal = Extract<ActionResult, { ok: false }>;

const nowhere: SentLine = { ok: false, message: "There is no session to say this in.", remedy: "Open one." };
const gone: SentLine = {
  ok: false,
  message: "What this line names is not there any more.",
  remedy: "Look at it again, then send a new line.",
};
const harmless: readonly Intent["verb"][] = ["why", "status", "failed", "help", "say"];

/** Sends lines to a session. A line that was not answered keeps its id when it is sent again, so that it is done once. */
export function useSendLine(sessionId: number | null, known: Known) {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const send = useSendChat();
  const unanswered = useRef<{ line: string; message_id: string } | null>(null);
  return async (line: string, intent: Intent): Promise<SentLine> => {
    if (sessionId === null) return nowhere;
    const command = toCommand(intent, known, sessionId);
    if (command === null && !harmless.includes(intent.verb)) return gone;
    if (intent.verb === "retry") {
      const unconfirmed = whyUnconfirmed(intent, await readRetryConfirmation(cache, connect, intent.run_id));
      if (unconfirmed !== null) return unconfirmed;
    }
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

/** What a retry still wants; null: nothing. As for a start, the template's slug will do where it marks nothing as the target. */
function whyUnconfirmed({ confirmed }: IntentOf<"retry">, asked: RetryConfirmation | null): Refusal | null {
  if (asked === null) return null;
  const { run, parameters, template } = asked;
  const target = confirmTarget({ ...template, name: run.template ?? template.name }, parameters);
  if (confirmed === target) return null;
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${writtenValue(value)}`);
  const { asks, remedy } = confirmation({ name: template.name, lane: run.lane, values, target }, "retry it");
  return { ok: false, message: asks, remedy };
}
