import { type Command, Option } from "commander";
import { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { chooseSession, runId } from "../choose.ts";
import { contextOf } from "./context.ts";
import { addCreateRun } from "./create-run.ts";
import { showRun, showRuns } from "./show-run.ts";
import { addTailRun } from "./tail-run.ts";
import { addVerifyRun } from "./verify-run.ts";

export function addRuns(program: Command): void {
  const runs = program.command("runs").description("create, follow, cancel and check runs");
  addCreateRun(runs);
  addTailRun(runs);

  runs
    .command("list")
    .description("the newest runs")
    .option("--session <id>", "only of this session (number or name)")
    .addOption(new Option("--status <status>", "only of this status").choices(RunStatus.options))
    .option("--before <run>", "only older ones than this", runId)
    .option("--limit <count>", "at most so many, 100 at most", Number, 25)
    .action(async (options: ListOptions, command: Command) => {
      const { client, output } = await contextOf(command);
      const { session, ...filters } = options;
      const chosen = session === undefined ? {} : { session_id: (await chooseSession(client, session)).id };
      output.result((await client.listRuns({ ...filters, ...chosen })).runs, showRuns);
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
    .action(async (run: number, options: { reason?: string }, command: Command) => {
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

  addVerifyRun(runs);
}

interface ListOptions {
  session?: string;
  status?: RunStatus;
  before?: number;
  limit: number;
}
