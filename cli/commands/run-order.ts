import type { Command } from "commander";
import { chooseLane, runId } from "../choose.ts";
import { CliError } from "../cli-error.ts";
import { wholeNumber } from "../whole-number.ts";
import { contextOf } from "./context.ts";
import { showRun } from "./show-run.ts";

interface MoveOptions {
  lane?: string;
  before?: number;
  after?: number;
}

/** `ops runs move` and `ops runs priority`. */
export function addRunOrder(runs: Command): void {
  runs
    .command("move")
    .argument("<run>", "the run's number", runId)
    .description(
      "put a queued run into another lane, or beside another queued run, whose lane and priority it takes on",
    )
    .option("--lane <lane>", "the lane's number, or its name in the run's session")
    .option("--before <run>", "directly before this run", runId)
    .option("--after <run>", "directly behind this run", runId)
    .action(async (run: number, { lane, before, after }: MoveOptions, command: Command) => {
      const { client, output } = await contextOf(command);
      if ((lane ?? before ?? after) === undefined || (before !== undefined && after !== undefined)) {
        throw new CliError("Where to?", "Give --lane, or --before or --after a run.");
      }
      const session = async () => String((await client.getRun({ run_id: run })).run.session_id);
      const moved = await client.moveRun({
        run_id: run,
        ...(lane !== undefined && { lane_id: await chooseLane(client, lane, await session()) }),
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      });
      output.result(moved.run, showRun);
    });

  runs
    .command("priority")
    .argument("<run>", "the run's number", runId)
    .argument("<priority>", "from -100 to 100; higher comes first", wholeNumber)
    .description("let a run come before or behind others of its lane")
    .action(async (run: number, priority: number, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await client.setRunPriority({ run_id: run, priority })).run, showRun);
    });
}
