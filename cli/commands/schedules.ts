import type { Command } from "commander";
import { chooseSchedule, chooseSession } from "../choose.ts";
import { contextOf } from "./context.ts";
import { addScheduleWrites } from "./schedule-writes.ts";
import { showRun } from "./show-run.ts";
import { showOccurrences, showSchedule, showSchedules, showWholeSchedule } from "./show-schedule.ts";

export function addSchedules(program: Command): void {
  const schedules = program.command("schedules").description("runs by the clock");

  schedules
    .command("list")
    .description("schedules, with what comes next")
    .option("--session <id>", "session's number or name; all when left out")
    .action(async (options: { session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const of = options.session === undefined ? {} : { session_id: (await chooseSession(client, options.session)).id };
      output.result((await client.listSchedules(of)).schedules, showSchedules);
    });

  schedules
    .command("show <schedule>")
    .description("all of one schedule, with its next five occurrences")
    .action(async (wanted: string, _: object, command: Command) => {
      const { client, output } = await contextOf(command);
      const schedule = await chooseSchedule(client, wanted);
      const { occurrences } = await client.previewSchedule({ cron: schedule.cron, time_zone: schedule.time_zone });
      const whole = { ...schedule, occurrences: schedule.paused_at === null ? occurrences : [] };
      output.result(whole, showWholeSchedule);
    });

  schedules
    .command("preview <cron>")
    .description("the next occurrences of a cron, or what is wrong with it")
    .option("--zone <name>", "by whose clocks", "UTC")
    .option("--count <n>", "how many", "5")
    .action(async (cron: string, options: { zone: string; count: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const asked = { cron, time_zone: options.zone, count: Number(options.count) };
      const { occurrences } = await client.previewSchedule(asked);
      output.result(occurrences, (instants) => showOccurrences(instants, options.zone));
    });

  addScheduleWrites(schedules);

  schedules
    .command("pause <schedule>")
    .description("let nothing come of it for now; <schedule> is its number or name")
    .requiredOption("--note <text>", "why, for the others")
    .action(async (wanted: string, options: { note: string }, command: Command) => {
      const context = await contextOf(command);
      const schedule_id = (await chooseSchedule(context.client, wanted)).id;
      const { schedule } = await context.client.pauseSchedule({ schedule_id, note: options.note });
      context.output.result(schedule, showSchedule);
    });

  schedules
    .command("resume <schedule>")
    .description("go on with the next occurrence")
    .action(async (wanted: string, _: object, command: Command) => {
      const context = await contextOf(command);
      const schedule_id = (await chooseSchedule(context.client, wanted)).id;
      context.output.result((await context.client.resumeSchedule({ schedule_id })).schedule, showSchedule);
    });

  schedules
    .command("delete <schedule>")
    .description("end it; its runs stay")
    .action(async (wanted: string, _: object, command: Command) => {
      const context = await contextOf(command);
      const schedule_id = (await chooseSchedule(context.client, wanted)).id;
      const { schedule } = await context.client.deleteSchedule({ schedule_id });
      context.output.result(schedule, ({ name }) => `Schedule ${name} is deleted`);
    });

  schedules
    .command("run-now <schedule>")
    .description("one run now, beside its occurrences")
    .action(async (wanted: string, _: object, command: Command) => {
      const context = await contextOf(command);
      const schedule_id = (await chooseSchedule(context.client, wanted)).id;
      context.output.result((await context.client.runNowSchedule({ schedule_id })).run, showRun);
    });
}
