import type { RunView } from "../types.ts";

/** A place that a queued run may be put to, by the neighbour that it then has. */
export interface Place {
  label: string;
  to: { before: number } | { after: number };
}

/** Where the run at `position` of a queue may go. `queued` is the head of the queue; beyond it, nobody knows who is last. */
export function placesOf(queued: readonly RunView[], position: number, queuedCount: number): Place[] {
  const id = (at: number) => queued[at]?.id;
  const [first, before, after] = [id(0), id(position - 1), id(position + 1)];
  const last = queued.length === queuedCount ? queued.at(-1)?.id : undefined;
  const places: (Place | false | undefined)[] = [
    first !== undefined && position > 1 && { label: "Move to the front", to: { before: first } },
    position > 0 && before !== undefined && { label: "Move up", to: { before } },
    after !== undefined && { label: "Move down", to: { after } },
    last !== undefined && position < queued.length - 2 && { label: "Move to the end", to: { after: last } },
  ];
  return places.filter((place): place is Place => typeof place === "object");
}
