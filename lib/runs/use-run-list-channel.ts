import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { pacedByTopic } from "../realtime/paced-by-topic.ts";
import { useHints } from "../realtime/use-hints.ts";
import { sessionKeys } from "../sessions/keys.ts";
import { runKeys } from "./keys.ts";

/** Pages of a list that is still worth reading anew at every change; a longer one stays as it was read. */
const pagesRefreshed = 4;

function isShort(list: unknown): boolean {
  const pages = typeof list === "object" && list !== null && "pages" in list ? list.pages : [];
  return !Array.isArray(pages) || pages.length <= pagesRefreshed;
}

/** Keeps lists of runs, and the counts beside sessions, fresh. Hints come once a second at most and say only that something changed. */
export function useRunListChannel(): void {
  const cache = useQueryClient();
  const lists = useMemo(() => {
    const work = () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: runKeys.lists, predicate: ({ state }) => isShort(state.data) }),
        cache.invalidateQueries({ queryKey: sessionKeys.list(false) }),
      ]);
    return pacedByTopic(work, 1_000);
  }, [cache]);
  useEffect(() => () => lists.stop(), [lists]);
  useHints(
    topics.runs,
    () => lists.hint(false),
    () => lists.hint(true),
  );
}
