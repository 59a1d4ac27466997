import type { Command } from "commander";
import type { Retention } from "../../supabase/functions/_shared/contracts/retention.ts";
import { CliError } from "../cli-error.ts";
import { contextOf } from "./context.ts";

/** As they were written; the parser of options takes null for no value at all. */
interface Days {
  succeeded?: string;
  failed?: string;
}

export function addRetention(program: Command): void {
  const retention = program.command("retention").description("how long logs and artifacts are kept");

  retention
    .command("show")
    .description("for how many days after a run's end")
    .action(async (_options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result(await client.getRetention({}), show);
    });

  retention
    .command("change")
    .description("keep them for so many days; the run itself, its log's count and its last hash stay for ever")
    .option("--succeeded <days>", "of runs that succeeded, or forever")
    .option("--failed <days>", "of runs that failed or were cancelled, or forever")
    .action(async ({ succeeded, failed }: Days, command: Command) => {
      const { client, output } = await contextOf(command);
      const input = {
        ...(succeeded === undefined ? {} : { keep_succeeded_days: days(succeeded) }),
        ...(failed === undefined ? {} : { keep_failed_days: days(failed) }),
      };
      output.result(await client.changeRetention(input), show);
    });
}

function days(text: string): number | null {
  if (text === "forever") return null;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CliError(`"${text}" is no number of days`, "Write for instance: --failed 180, or --failed forever.");
}

function show({ keep_succeeded_days, keep_failed_days }: Retention): string {
  const kept = (value: number | null) => (value === null ? "for ever" : `for ${value} days`);
  return `Kept ${kept(keep_succeeded_days)} when a run has succeeded, ${kept(keep_failed_days)} when it failed or was cancelled`;
}
