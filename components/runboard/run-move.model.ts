import type { LaneView, RunView } from "../types.ts";

/** Where a queued run is put: beside another run, whose priority it takes on, or into a lane where its number is its place. */
export interface MoveTarget {
  lane_id?: number;
  before?: number;
  after?: number;
}

/** A gap in a lane's queue as if the run that is moved were not in it: before the run at `at`, else behind the last. */
export interface Gap {
  lane_id: number;
  at: number;
}

type Lane = Pick<LaneView, "id" | "name" | "queued" | "queued_count">;

export const queuedRun = (lanes: readonly Lane[], runId: number): RunView | undefined =>
  lanes.flatMap(({ queued }) => queued).find(({ id }) => id === runId);

const othersIn = (lane: Lane | undefined, runId: number) => lane?.queued.filter(({ id }) => id !== runId) ?? [];

/** Where the run stands now. */
export function gapOf(lanes: readonly Lane[], runId: number): Gap | null {
  for (const lane of lanes) {
    const at = lane.queued.findIndex(({ id }) => id === runId);
    if (at >= 0) return { lane_id: lane.id, at };
  }
  return null;
}

/**
 * The command's words for a gap; null: it stands there. Of its two neighbours that one counts whose priority is nearest, so that a run
 * keeps its own where it can. A neighbour is named instead of a place because the queue may move before the command arrives.
 */
export function targetOf(lanes: readonly Lane[], run: RunView, gap: Gap): MoveTarget | null {
  const now = gapOf(lanes, run.id);
  if (now?.lane_id === gap.lane_id && now.at === gap.at) return null;
  const others = othersIn(
    lanes.find(({ id }) => id === gap.lane_id),
    run.id,
  );
  const [above, below] = [others[gap.at - 1], others[gap.at]];
  const distance = (other: RunView) => Math.abs(other.priority - run.priority);
  const { lane_id } = gap;
  if (above !== undefined && (below === undefined || distance(above) <= distance(below)))
    return { lane_id, after: above.id };
  return below === undefined ? { lane_id } : { lane_id, before: below.id };
}

/** The gap that a target means in the queue as it is now; null: its neighbour has gone. */
export function gapOfTarget(lanes: readonly Lane[], runId: number, target: MoveTarget): Gap | null {
  const anchor = target.before ?? target.after;
  if (anchor === undefined) {
    const lane = lanes.find(({ id }) => id === target.lane_id);
    return lane !== undefined && othersIn(lane, runId).length === 0 ? { lane_id: lane.id, at: 0 } : null;
  }
  for (const lane of lanes) {
    const at = othersIn(lane, runId).findIndex(({ id }) => id === anchor);
    if (at < 0) continue;
    // Where the lane is named, a neighbour that has been moved to another one is none any more.
    if (lane.id !== (target.lane_id ?? lane.id)) return null;
    return { lane_id: lane.id, at: target.before === undefined ? at + 1 : at };
  }
  return null;
}

/** Whether a target can still be meant: its neighbour, if it has one, is queued. */
export function isThere(lanes: readonly Lane[], runId: number, target: MoveTarget): boolean {
  return (target.before ?? target.after) === undefined || gapOfTarget(lanes, runId, target) !== null;
}

/** Whether the lanes show a run where it was put, or do not have it any more. */
export function isDone(lanes: readonly Lane[], runId: number, target: MoveTarget): boolean {
  const now = gapOf(lanes, runId);
  if (now === null) return true;
  if ((target.before ?? target.after) === undefined) return now.lane_id === target.lane_id;
  const wanted = gapOfTarget(lanes, runId, target);
  return wanted === null || (now.lane_id === wanted.lane_id && now.at === wanted.at);
}

export type Direction = "up" | "down" | "left" | "right" | "first" | "last";

/** The gap that a key leads to; the same one where there is no other. */
export function stepFrom(lanes: readonly Lane[], runId: number, gap: Gap, direction: Direction): Gap {
  const column = lanes.findIndex(({ id }) => id === gap.lane_id);
  const lane = lanes[column + { up: 0, down: 0, left: -1, right: 1, first: 0, last: 0 }[direction]];
  if (lane === undefined) return gap;
  const end = othersIn(lane, runId).length;
  const wanted = { up: gap.at - 1, down: gap.at + 1, left: gap.at, right: gap.at, first: 0, last: end }[direction];
  return { lane_id: lane.id, at: Math.max(0, Math.min(end, wanted)) };
}

/** `Lane B, place 2 of 3, behind run 1040, with its priority 5`. */
export function placeText(lanes: readonly Lane[], run: RunView, target: MoveTarget | null): string {
  const gap = target === null ? gapOf(lanes, run.id) : gapOfTarget(lanes, run.id, target);
  const lane = lanes.find(({ id }) => id === (gap?.lane_id ?? target?.lane_id));
  if (lane === undefined) return "Nowhere";
  if (gap === null) return `Lane ${lane.name}, in the order of the numbers`;
  const of = lane.queued_count + (lane.queued.some(({ id }) => id === run.id) ? 0 : 1);
  const anchor = target?.before ?? target?.after;
  const beside = anchor === undefined ? "" : `, ${target?.before === undefined ? "behind" : "before"} run ${anchor}`;
  const priority = lane.queued.find(({ id }) => id === anchor)?.priority ?? run.priority;
  const taken = priority === run.priority ? "" : `, with its priority ${priority}`;
  return `Lane ${lane.name}, place ${gap.at + 1} of ${of}${beside}${taken}`;
}

/** The lanes as they are once the move is done. Unchanged where the run, or its neighbour, is not there any more. */
export function withMove(lanes: readonly LaneView[], runId: number, target: MoveTarget): readonly LaneView[] {
  const run = queuedRun(lanes, runId);
  const gap = gapOfTarget(lanes, runId, target);
  if (run === undefined || gap === null) return lanes;
  const anchor = queuedRun(lanes, target.before ?? target.after ?? runId);
  return lanes.map((lane) => {
    const queued = othersIn(lane, runId);
    const without = queued.length < lane.queued.length ? 1 : 0;
    const here = lane.id === gap.lane_id;
    if (here) {
      const moved = { ...run, lane_id: lane.id, lane: lane.name, priority: anchor?.priority ?? run.priority };
      queued.splice(gap.at, 0, moved);
    }
    return { ...lane, queued, queued_count: lane.queued_count - without + (here ? 1 : 0) };
  });
}
