import type { RunView } from "../types.ts";

/** An end of a lane's queue, whoever stands there when it is asked for. */
export type LaneEnd = "front" | "end";

/** A place that a queued run may be put to, by the neighbour that it then has, or at an end whose neighbour the screen does not know. */
export interface Place {
  label: string;
  to: { before: number } | { after: number } | LaneEnd;
}

/** Where a run may go of whose queue the screen knows nothing. */
export const laneEnds: readonly Place[] = [
  { label: "Move to the front of the lane", to: "front" },
  { label: "Move to the end of the lane", to: "end" },
];

/** Where the run at `position` of a queue may go. `queued` is the head of the queue; beyond it, the screen does not know who is last. */
export function placesOf(queued: readonly RunView[], position: number, queuedCount: number): Place[] {
  const id = (at: number) => queued[at]?.id;
  const [first, before, after] = [id(0), id(position - 1), id(position + 1)];
  const whole = queued.length === queuedCount;
  const last = whole ? queued.at(-1)?.id : undefined;
  const places: (Place | false | undefined)[] = [
    first !== undefined && position > 1 && { label: "Move to the front", to: { before: first } },
    position > 0 && before !== undefined && { label: "Move up", to: { before } },
    after !== undefined && { label: "Move down", to: { after } },
    !whole && { label: "Move to the end", to: "end" },
    last !== undefined && position < queued.length - 2 && { label: "Move to the end", to: { after: last } },
  ];
  return places.filter((place): place is Place => typeof place === "object");
}
