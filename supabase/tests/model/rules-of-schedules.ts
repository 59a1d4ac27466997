import type { ScheduleSettings } from "./operations.ts";
import { impossible } from "./rules.ts";
import * as operators from "./rules-of-operators.ts";
import { isFinal, type Model, type ModelRun, type ModelSchedule, newRun, scheduledSteps } from "./state.ts";

const onTime = 2;
const mostMadeUp = 50;

export const nextAfter = (minute: number, period: number): number => (Math.floor(minute / period) + 1) * period;

/** The occurrences since the one that is next, as far as the policy makes them up; the schedule goes on with what comes after now. */
function comeDue(schedule: ModelSchedule, now: number): number[] {
  const passed: number[] = [];
  for (let minute = schedule.next ?? Number.POSITIVE_INFINITY; minute <= now; minute += schedule.period)
    passed.push(minute);
  if (passed.length === 0) return [];
  schedule.next = nextAfter(now, schedule.period);
  const latest = passed.slice(schedule.catchUp === "all" ? -mostMadeUp : -1);
  return schedule.catchUp === "skip" ? latest.filter((minute) => now - minute <= onTime) : latest;
}

/** What is left out stays. What is due stays due, unless it goes by other times from now on. */
export function update(schedule: ModelSchedule, now: number, to: Partial<ScheduleSettings>, owner: number): void {
  const { lane, period, catchUp, overlap } = { ...schedule, ...to };
  if (schedule.next !== undefined && schedule.period !== period) schedule.next = nextAfter(now, period);
  Object.assign(schedule, { lane, period, catchUp, overlap, owner });
}

/** Goes on with the next occurrence; one that goes on already stays as it is. */
export function resume(schedule: ModelSchedule, now: number, owner: number): void {
  if (schedule.next !== undefined) return;
  Object.assign(schedule, { next: nextAfter(now, schedule.period), owner });
}

/** Fires what is due, runs taking their numbers from `made`; returns for which minute each was made. */
export function fire(model: Model, index: number, made: number[]): number[] {
  const schedule = model.schedules[index];
  if (!schedule) throw new Error("the model has no such schedule");
  const fired: number[] = [];
  for (const minute of comeDue(schedule, model.minute)) {
    const open = model.runs.filter((run) => run.schedule === index && !isFinal(run));
    if (open.length > 0 && schedule.overlap === "skip") continue;
    if (schedule.overlap === "cancel_previous") for (const run of open) operators.cancel(model, run, false);
    const number = made[fired.length];
    fired.push(minute);
    if (number !== undefined) model.runs.push(scheduledRun(model, index, number));
  }
  return fired;
}

/** A run of a schedule, for which its owner has asked, and whoever wanted it now. */
export function scheduledRun(model: Model, index: number, number: number, ...wantedBy: number[]): ModelRun {
  const { lane, owner, overlap } = model.schedules[index] ?? impossible("a run of no schedule");
  const askedBy = [owner, ...wantedBy];
  return newRun({
    number,
    lane,
    demand: "none",
    steps: scheduledSteps,
    schedule: index,
    sharesKey: overlap !== "skip",
    askedBy,
  });
}
