/** Calls about schedules, at the minutes of the model's own clock. */
import { agree, type Call, call, Mismatch, refusalOf, type World } from "./call.ts";
import { choose } from "./choose.ts";
import type { LoneOperation, ScheduleSettings } from "./operations.ts";
import { command } from "./operator-calls.ts";
import { fire, nextAfter, resume, scheduledRun, update } from "./rules-of-schedules.ts";
import type { Model } from "./state.ts";
import { scheduledTemplate } from "./templates.ts";

const minutesFrom = (start: Date, minute: number) => new Date(start.getTime() + minute * 60_000);

const cronOf = (period: number) => `*/${period} * * * *`;
/** What a create and an update of a schedule say alike. */
const sent = ({ session }: World, { lane, catchUp: catch_up, overlap }: Partial<ScheduleSettings>) => ({
  ...(lane === undefined ? {} : { lane: session.lanes[lane]?.name }),
  ...{ catch_up, overlap },
});

export function newScheduleCall(
  world: World,
  model: Model,
  operation: Extract<LoneOperation, { op: "schedule" }>,
): Call {
  const { by, lane, period, catchUp, overlap } = operation;
  const input = {
    ...{ session_id: world.session.id, name: `schedule ${model.schedules.length}`, template: scheduledTemplate.slug },
    ...{ cron: cronOf(period), ...sent(world, operation) },
  };
  return command(
    ...([world, "schedules.create", input] as const),
    (next, answer) => {
      if (!("value" in answer)) throw new Mismatch(`the schedule was refused: ${answer.refused}`);
      const { id } = answer.value.schedule;
      next.schedules.push({
        ...{ id, owner: by, lane, period, catchUp, overlap },
        next: nextAfter(next.minute, period),
      });
    },
    { by, now: minutesFrom(world.start, model.minute) },
  );
}

type Change = "updateSchedule" | "pauseSchedule" | "resumeSchedule" | "runNow";
export function scheduleCall(
  world: World,
  model: Model,
  operation: Extract<LoneOperation, { op: Change }>,
): Call | undefined {
  const schedule = choose(model.schedules, operation.schedule, ({ next }) =>
    operation.op === "resumeSchedule" ? next === undefined : next !== undefined,
  );
  if (!schedule) return undefined;
  const index = model.schedules.indexOf(schedule);
  const schedule_id = schedule.id;
  const minute = model.minute + (operation.op === "updateSchedule" ? operation.minutes : 0);
  const { by } = operation;
  const options = { by, now: minutesFrom(world.start, minute) };
  switch (operation.op) {
    case "updateSchedule": {
      const { period } = operation;
      const changes = { ...sent(world, operation), ...(period === undefined ? {} : { cron: cronOf(period) }) };
      return command(
        ...([world, "schedules.update", { schedule_id, ...changes }] as const),
        (next, answer) => {
          agree("update", refusalOf(answer), undefined);
          next.minute = minute;
          const updated = next.schedules[index];
          if (updated) update(updated, minute, operation, by);
        },
        options,
      );
    }
    case "pauseSchedule":
      return command(
        world,
        "schedules.pause",
        { schedule_id, note: "by the model" },
        (next, answer) => {
          agree("pause", refusalOf(answer), undefined);
          Object.assign(next.schedules[index] ?? {}, { next: undefined });
        },
        options,
      );
    case "resumeSchedule":
      return command(
        world,
        "schedules.resume",
        { schedule_id },
        (next, answer) => {
          agree("resume", refusalOf(answer), undefined);
          const resumed = next.schedules[index];
          if (resumed) resume(resumed, next.minute, by);
        },
        options,
      );
    case "runNow":
      return command(
        world,
        "schedules.run_now",
        { schedule_id },
        (next, answer) => {
          if (!("value" in answer)) throw new Mismatch(`run now was refused: ${answer.refused}`);
          next.runs.push(scheduledRun(next, index, answer.value.run.id, by));
        },
        options,
      );
  }
}

/** Time passes, and a worker fires until nothing is due. */
export function fireCall({ room, key, session, start }: World, model: Model, minutes: number): Call {
  const minute = model.minute + minutes;
  const newest = Math.max(0, ...model.runs.map(({ number }) => number));
  return call(
    async () => {
      const options = { now: minutesFrom(start, minute) };
      while ((await room.call("schedules.fire_due", key, {}, options)).more);
      return await room.sql<{ id: number; schedule_id: number; minute: number }[]>`
        select id::integer, schedule_id::integer, (extract(epoch from scheduled_for - ${start}::timestamptz) / 60)::integer as minute
        from public.runs where session_id = ${session.id} and id > ${newest} order by id`;
    },
    (next, made) => {
      next.minute = minute;
      for (const [index, { id }] of next.schedules.entries()) {
        const runs = made.filter(({ schedule_id }) => schedule_id === id);
        const fired = fire(
          next,
          index,
          runs.map((run) => run.id),
        );
        agree(
          `occurrences of schedule ${id}`,
          runs.map((run) => run.minute),
          fired,
        );
      }
    },
  );
}
