import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { useControlRoom } from "../context.ts";
import { paced } from "../realtime/paced.ts";
import { useFallbackInterval } from "../realtime/use-connection.ts";
import { useHints } from "../realtime/use-hints.ts";
import { chatKeys } from "./keys.ts";
import { type MessagePages, readMessages } from "./message-list-query.ts";
import { withNewest } from "./with-newest.ts";

/** Keeps a session's chat fresh: new lines at once, and after a reconnect what was missed. */
export function useChatChannel(sessionId: number): void {
  const cache = useQueryClient();
  const { connect } = useControlRoom();
  const reader = useMemo(
    () =>
      paced(async () => {
        const newest = await readMessages(await connect(), sessionId, null);
        cache.setQueryData<MessagePages>(chatKeys.messages(sessionId), (pages) => pages && withNewest(pages, newest));
      }, 500),
    [cache, connect, sessionId],
  );
  useEffect(() => () => reader.stop(), [reader]);
  // While no hints come, it is asked by itself.
  const interval = useFallbackInterval();
  useEffect(() => {
    if (interval === false) return;
    const timer = setInterval(() => reader.hint(true), interval);
    return () => clearInterval(timer);
  }, [reader, interval]);
  const refresh = () => reader.hint(true);
  useHints(
    topics.session(sessionId),
    (event) => {
      if (event === "chat_changed") refresh();
    },
    refresh,
  );
}
