import { type Query, QueryClient } from "@tanstack/react-query";
import { nextTask } from "./next-task.ts";
import { isLasting } from "./read.ts";

/**
 * A cache whose reads are kept fresh by hints, not by age. Reads go on while the browser thinks it is offline, because the control room
 * may well run on this very machine.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // All reads of a page begin when it is taken over; in a browser each does so in a task of its own, for the sake of a slow phone. It is the
        // place for what stands around every read, whatever it is called.
        persister: async (read, context, query) => {
          if (typeof window !== "undefined") await nextTask();
          return await readUntilQuiet(async () => await read(context), query);
        },
        networkMode: "always",
        retry: (count, error) => count < 5 && !isLasting(error),
        retryDelay: (count) => Math.min(500 * 2 ** count, 5_000),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/**
 * What is read for the first time is read again when a hint or a command of one's own came meanwhile: TanStack joins the read under way then,
 * which may have begun before the change, and takes its answer for fresh. Later reads it begins anew by itself. It comes to an end on the
 * busiest topic, too, as the next hint waits for what the one before it has read (`paced.ts`).
 */
async function readUntilQuiet<Answer>(read: () => Promise<Answer>, query: Pick<Query, "state" | "setState">) {
  if (query.state.data !== undefined) return await read();
  for (;;) {
    if (query.state.isInvalidated) query.setState({ isInvalidated: false });
    const answer = await read();
    if (!query.state.isInvalidated) return answer;
  }
}
