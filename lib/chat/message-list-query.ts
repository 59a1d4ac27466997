import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { ChatMessage } from "../../supabase/functions/_shared/contracts/chat.ts";
import { read } from "../query/read.ts";
import type { Connect, Supabase } from "../supabase/types.ts";
import { chatKeys } from "./keys.ts";

/** Lines of a page, and of what is read when the chat has grown. */
export const pageLength = 50;

/** Newest first, page after page into the past. */
export type MessagePages = InfiniteData<ChatMessage[], number | null>;

/** A session's chat, from its end backwards. */
export function messageListQuery(connect: Connect, sessionId: number) {
  return infiniteQueryOptions({
    queryKey: chatKeys.messages(sessionId),
    staleTime: Number.POSITIVE_INFINITY, // it only grows, and the channel says when
    initialPageParam: null as number | null,
    queryFn: async ({ pageParam, signal }) => readMessages(await connect(), sessionId, pageParam, signal),
    getNextPageParam: (page) => (page.length < pageLength ? undefined : (page.at(-1)?.id ?? undefined)),
  });
}

/** One page of the lines before a number; the last ones where there is none. */
export async function readMessages(
  supabase: Supabase,
  sessionId: number,
  before: number | null,
  signal?: AbortSignal,
): Promise<ChatMessage[]> {
  const all = supabase
    .from("chat_messages")
    .select(
      "id, session_id, message_id, author, author_name, body, sent_at, command, request_id, outcome, outcome_message, run_id, lane_id",
    )
    .eq("session_id", sessionId);
  const query = (before === null ? all : all.lt("id", before)).order("id", { ascending: false }).limit(pageLength);
  return await read(signal === undefined ? query : query.abortSignal(signal), z.array(ChatMessage));
}
