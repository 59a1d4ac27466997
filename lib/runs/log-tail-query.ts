import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";
import type { LogRow } from "./run-log-store.ts";

/** Enough to fill a screen. */
const entriesShown = 50;
/** Of text; it travels in the page. */
const longest = 32_000;

/** The end of a run's log for the server's first answer, so that a page shows it before it can read by itself. */
export function logTailQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: runKeys.tail(runId),
    queryFn: async () => {
      const { readLogTail } = await import("./run-log-read.ts");
      return lastOf(await readLogTail(await connect(), runId, entriesShown));
    },
  });
}

/** The last entries that are short enough together; one at least. */
function lastOf(entries: LogRow[]): LogRow[] {
  let left = longest;
  const first = entries.findLastIndex(({ body }) => {
    left -= body.length;
    return left <= 0;
  });
  return entries.slice(Math.min(first + 1, entries.length - 1));
}
