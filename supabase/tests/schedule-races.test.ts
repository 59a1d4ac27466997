import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type Credential, callAs, connect } from "../../e2e/harness/control-room.ts";
import { type Random, seeded, withSeed } from "../../e2e/harness/seed.ts";
import type { Schedule } from "../functions/_shared/contracts/schedule.ts";
import { outcomeOf } from "./support/audit.ts";
import { openTransaction, untilBlocked } from "./support/locks.ts";
import {
  aSchedule,
  at,
  fire,
  fireAll,
  occurrencesOf,
  ofMinute,
  openSchedules,
  read,
  runsOf,
  stage,
  template,
} from "./support/schedules.ts";

const ROUNDS = 14;

openSchedules();

const pause = ({ id }: Schedule) =>
  stage.room.call("schedules.pause", stage.operator, { schedule_id: id, note: "hold" }, { now: at(1) });
const nextOf = async (schedule: Schedule) => Date.parse((await read(schedule)).next_at ?? "");
const changed = ({ id, name }: Schedule, cron: string) => ({ schedule_id: id, name, template, cron });

test("a resume beside an update goes by the cron that the schedule has in the end", async () => {
  const schedule = await aSchedule();
  await pause(schedule);
  const updating = await openTransaction(stage.room.executor);
  await callAs(updating.sql, "schedules.update", stage.operator, changed(schedule, "0 * * * *"), { now: at(2) });
  // It has worked out what comes next by the old cron, and waits.
  const resuming = stage.room.call("schedules.resume", stage.operator, { schedule_id: schedule.id }, { now: at(2) });
  await untilBlocked(stage.room.sql);
  await updating.commit();
  await resuming;
  await fireAll(3);
  expect(await nextOf(schedule)).toBe(at(60).getTime());
  expect(await runsOf(schedule)).toEqual([]);
});

test("a resume that was worked out long ago makes up nothing of the pause", async () => {
  const { sql } = stage.room;
  const schedule = await aSchedule({ catch_up: "all" });
  await pause(schedule);
  const { cron, time_zone } = schedule;
  const input = { schedule_id: schedule.id, resolved: { next_at: ofMinute(10), cron, time_zone } };
  await sql`
    select private.execute('schedules.resume', ${sql.json(stage.operator)}, ${randomUUID()}, ${sql.json(input)}, ${at(35)})`;
  await fireAll(36);
  expect(await runsOf(schedule)).toEqual([]);
  expect(await nextOf(schedule)).toBe(at(40).getTime());
});

test("an update that keeps the times loses no occurrence that is due", async () => {
  const schedule = await aSchedule();
  const input = { ...changed(schedule, schedule.cron), name: `${schedule.name} renamed` };
  await stage.room.call("schedules.update", stage.operator, input, { now: at(11) });
  await fireAll(11);
  expect(await occurrencesOf(schedule)).toEqual([ofMinute(10)]);
});

/** What an operator does to a schedule at some moment. */
function change(random: Random, schedule: Schedule) {
  const schedule_id = schedule.id;
  return random.pick([
    (as: Credential, now: Date, sql = stage.room.executor) =>
      callAs(sql, "schedules.pause", as, { schedule_id, note: "hold" }, { now }),
    (as: Credential, now: Date, sql = stage.room.executor) =>
      callAs(sql, "schedules.resume", as, { schedule_id }, { now }),
    (as: Credential, now: Date, sql = stage.room.executor) =>
      callAs(sql, "schedules.update", as, changed(schedule, random.pick(["*/10 * * * *", "*/15 * * * *"])), { now }),
  ]);
}

test("however schedules are fired, paused, resumed and changed at once, each occurrence is made once and none is lost", () =>
  withSeed(async (seed) => {
    const random = seeded(seed);
    const connections = Array.from({ length: 4 }, () => connect(stage.room.database.executorUrl, 1));
    const kept = await aSchedule({ catch_up: "all" });
    const disturbed = await aSchedule({ catch_up: "all" });
    let minute = 1;
    for (let round = 0; round < ROUNDS; round += 1) {
      minute += 1 + random.below(12);
      const moment = () => at(minute + random.below(60) / 60);
      await Promise.all([
        ...[0, 1].map(() => fire(minute)),
        ...connections.map(async (sql, index) => {
          if (index > 0) return await outcomeOf(change(random, disturbed)(stage.operator, moment(), sql));
          const input = { ...changed(kept, kept.cron), name: `${kept.name} ${round}`, catch_up: "all" as const };
          return await callAs(sql, "schedules.update", stage.operator, input, { now: moment() });
        }),
      ]);
      minute += 1;
      await fireAll(minute);
      const { cron, next_at } = await read(disturbed);
      if (next_at !== null) {
        const next = (Date.parse(next_at) - at(0).getTime()) / 60_000;
        expect([next > minute, next % (cron.startsWith("*/10") ? 10 : 15)]).toEqual([true, 0]);
      }
    }
    await Promise.all(connections.map((sql) => sql.end({ timeout: 2 })));
    expect(await occurrencesOf(kept)).toEqual(
      Array.from({ length: Math.floor(minute / 10) }, (_, index) => ofMinute((index + 1) * 10)),
    );
    const made = await occurrencesOf(disturbed);
    expect(made).toEqual([...new Set(made)].sort());
  }));
