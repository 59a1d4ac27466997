/** How far before the last transaction that was seen another may have begun, and still be caught up with. */
export const CATCH_UP_WINDOW_MS = 30_000;

/** Remembers the messages of the last window, in two generations, so that memory stays flat. */
export interface DeliveredIds {
  add(id: string, committedAt: Date): void;
  has(id: string): boolean;
}

/** Time is that of the commits: while nothing commits, nothing is forgotten. */
export function createDeliveredIds(): DeliveredIds {
  let [current, previous] = [new Set<string>(), new Set<string>()];
  let since = 0;
  return {
    add(id, committedAt) {
      const time = committedAt.getTime();
      if (time - since > CATCH_UP_WINDOW_MS) {
        [current, previous] = [new Set(), current];
        since = time;
      }
      current.add(id);
    },
    has: (id) => current.has(id) || previous.has(id),
  };
}
