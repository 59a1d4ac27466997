import type { Command } from "commander";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import { runId } from "../choose.ts";
import { type FilterOptions, filterOf, withFilter } from "../run-filter-options.ts";
import { addBulkRuns } from "./bulk-runs.ts";
import { contextOf } from "./context.ts";
import { addCreateRun } from "./create-run.ts";
import { addExplainRun } from "./explain-run.ts";
import { addRunOrder } from "./run-order.ts";
import { showRun, showRuns } from "./show-run.ts";
import { addTailRun } from "./tail-run.ts";
import { addVerifyRun } from "./verify-run.ts";

export function addRuns(program: Command): void {
  const runs = program.command("runs").description("create, follow, cancel and check runs");
  addCreateRun(runs);
  addTailRun(runs);

  withFilter(runs.command("list"))
    .description("the newest runs")
    .option("--before <run>", "only older ones than this", runId)
    .option("--limit <count>", "at most so many, 100 at most", Number, 25)
    .action(async ({ before, limit, ...options }: ListOptions, command: Command) => {
      const { client, output } = await contextOf(command);
      const filter = await filterOf(client, options);
      output.result(await findRuns(client, { ...filter, ...(before !== undefined && { before }), limit }), showRuns);
    });

  runs
    .command("get")
    .argument("<run>", "the run's number", runId)
    .description("one run")
    .action(async (run: number, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await client.getRun({ run_id: run })).run, showRun);
    });

  runs
    .command("cancel")
    .argument("<run>", "the run's number", runId)
    .description("stop a run: at once when it waits, else as soon as its worker has stopped it")
    .option("--reason <text>", "why, for the others")
    .option("--force", "do not wait for a worker that does not answer; its processes may live on for up to 15 s")
    .action(async (run: number, options: { reason?: string; force?: boolean }, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await client.cancelRun({ run_id: run, ...options })).run, showRun);
    });

  runs
    .command("retry")
    .argument("<run>", "the run's number", runId)
    .description("run a failed or cancelled run again")
    .option("--from-failed-step", "begin with the first step that has not succeeded")
    .action(async (run: number, options: { fromFailedStep?: boolean }, command: Command) => {
      const { client, output } = await contextOf(command);
      const from = options.fromFailedStep ? "failed_step" : "start";
      output.result((await client.retryRun({ run_id: run, from })).run, showRun);
    });

  addBulkRuns(runs);
  addExplainRun(runs);
  addRunOrder(runs);
  addVerifyRun(runs);
}

interface ListOptions extends FilterOptions {
  before?: number;
  limit: number;
}

/** The newest runs that match; a search that ran out of its time is carried on until it has enough or has seen all. */
async function findRuns(client: OpsClient, input: CommandInput<"runs.list"> & { limit: number }): Promise<Run[]> {
  const found: Run[] = [];
  let before = input.before;
  while (found.length < input.limit) {
    const page = await client.listRuns({ ...input, limit: input.limit - found.length, ...(before && { before }) });
    found.push(...page.runs);
    if (page.next_before === null) break;
    before = page.next_before;
  }
  return found;
}
