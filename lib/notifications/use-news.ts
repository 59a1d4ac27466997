import { useQuery, useQueryClient } from "@tanstack/react-query";
import { startTransition, useEffect, useMemo, useState } from "react";
import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { useControlRoom } from "../context.ts";
import { pacedByTopic } from "../realtime/paced-by-topic.ts";
import { useFallbackInterval } from "../realtime/use-connection.ts";
import { useHints } from "../realtime/use-hints.ts";
import { myFinishedKey, myFinishedQuery } from "./my-finished-query.ts";
import { newsOf, toTell } from "./news.ts";
import { ToldStore } from "./told-store.ts";
import { type Teller, useTelling } from "./use-telling.ts";

const dayMs = 86_400_000;
/** The list is asked for at most this often while runs go on, in ms. */
const everyMs = 2_000;

/** What concerns the reader, live: the list of a day with what is unread, and what is new handed to `teller`, in one window of all. */
export function useNews(userId: string, waiting: readonly Approval[], teller: Teller) {
  const { connect, clock } = useControlRoom();
  const cache = useQueryClient();
  const [openedAt] = useState(() => clock.now());
  const store = useMemo(() => new ToldStore(userId), [userId]);
  const finished = useQuery({ ...myFinishedQuery(connect, openedAt - dayMs), refetchInterval: useFallbackInterval() });
  const reader = useMemo(
    () => pacedByTopic(() => cache.invalidateQueries({ queryKey: myFinishedKey }), everyMs),
    [cache],
  );
  useEffect(() => () => reader.stop(), [reader]);
  useHints(
    topics.runs,
    (event) => {
      if (event === "runs_changed") reader.hint(false);
    },
    () => reader.hint(true),
  );
  const news = useMemo(() => newsOf(finished.data ?? [], waiting), [finished.data, waiting]);
  // Not as an external store: what the server cannot know would be rendered at once when the page is taken over.
  const [readAt, setReadAt] = useState<number | null>(null);
  useEffect(() => {
    const look = () => startTransition(() => setReadAt(store.readAt()));
    look();
    return store.subscribe(look);
  }, [store]);
  useEffect(() => {
    // What happened before somebody first came here is no news to them.
    if (store.readAt() === null) store.markRead(openedAt);
  }, [store, openedAt]);
  const candidates = useMemo(() => toTell(news, openedAt, new Set()), [news, openedAt]);
  useTelling(store, candidates, teller);
  return {
    news,
    unread: readAt === null ? 0 : news.filter(({ at }) => Date.parse(at) > readAt).length,
    markRead: () => store.markRead(clock.now()),
  };
}
