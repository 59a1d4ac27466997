import { type Command, Option } from "commander";
import { CatchUp, Overlap } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { chooseSchedule, chooseSession } from "../choose.ts";
import { parseParameters } from "../parameters.ts";
import { type Context, contextOf } from "./context.ts";
import { showSchedule } from "./show-schedule.ts";

interface Options {
  parameter: string[];
  cron?: string;
  zone?: string;
  lane?: string;
  name?: string;
  template?: string;
  catchUp?: CatchUp;
  overlap?: Overlap;
}

/** `create` and `update`. */
export function addScheduleWrites(schedules: Command): void {
  withDefinition(schedules.command("create <name>"))
    .description("run a template by the clock")
    .requiredOption("--template <slug>", "what to run")
    .requiredOption("--cron <fields>", "minute, hour, day of the month, month, day of the week; or @daily and the like")
    .option("--session <id>", "session's number or name; may be left out when only one is open")
    .addHelpText(
      "after",
      '\nLeft out, --zone is UTC and --lane the template\'s default or the first one.\n\nExample:\n  ops schedules create nightly --template host-health --cron "30 6 * * *" --zone Europe/Berlin',
    )
    .action(async (name: string, options: Options & { session?: string }, command: Command) => {
      const context = await contextOf(command);
      const session_id = (await chooseSession(context.client, options.session)).id;
      const { template = "", cron = "" } = options; // both are required
      const changes = await changesOf(context, options, template);
      const { schedule } = await context.client.createSchedule({ session_id, name, template, cron, ...changes });
      context.output.result(schedule, showSchedule);
    });

  withDefinition(schedules.command("update <schedule>"))
    .description("change what is named; the rest stays")
    .option("--name <text>", "another name")
    .option("--template <slug>", "another template")
    .option("--cron <fields>", "when")
    .action(async (wanted: string, options: Options, command: Command) => {
      const context = await contextOf(command);
      const old = await chooseSchedule(context.client, wanted);
      const changes = await changesOf(context, options, options.template ?? old.template);
      const { schedule } = await context.client.updateSchedule({ schedule_id: old.id, ...changes });
      context.output.result(schedule, showSchedule);
    });
}

function withDefinition(command: Command): Command {
  return command
    .option(
      "-p, --parameter <key=value>",
      "a parameter; again for more",
      (pair, pairs: string[]) => [...pairs, pair],
      [],
    )
    .option("--zone <name>", "by whose clocks, e.g. Europe/Berlin")
    .option("--lane <name>", "whose runs wait for whom")
    .addOption(new Option("--catch-up <policy>", "occurrences that nobody fired").choices(CatchUp.options))
    .addOption(new Option("--overlap <policy>", "while the run before still goes on").choices(Overlap.options));
}

async function changesOf({ client }: Context, options: Options, template: string) {
  const { name, cron, zone, lane, catchUp, overlap, parameter } = options;
  const schema = (await client.listTemplates({})).templates.find(({ slug }) => slug === template)?.parameter_schema;
  return {
    ...(options.template === undefined ? {} : { template }),
    ...(name === undefined ? {} : { name }),
    ...(cron === undefined ? {} : { cron }),
    ...(zone === undefined ? {} : { time_zone: zone }),
    ...(lane === undefined ? {} : { lane }),
    ...(catchUp === undefined ? {} : { catch_up: catchUp }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(parameter.length === 0 ? {} : { parameters: parseParameters(parameter, schema) }),
  };
}
