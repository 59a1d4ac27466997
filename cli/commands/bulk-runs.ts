import type { Command } from "commander";
import { runBulkOperation } from "../../lib/runs/bulk-operation.ts";
import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { bulkProgressText } from "../../supabase/functions/_shared/contracts/bulk-progress.ts";
import { CliError } from "../cli-error.ts";
import { type FilterOptions, filterOf, withFilter } from "../run-filter-options.ts";
import { type Context, contextOf } from "./context.ts";

interface Options extends FilterOptions {
  yes?: boolean;
  reason?: string;
  fromFailedStep?: boolean;
}

/** `cancel-all` and `retry-all`. */
export function addBulkRuns(runs: Command): void {
  withFilter(runs.command("cancel-all"))
    .description("cancel every run that meets all conditions")
    .option("--reason <text>", "why; stands in the log of each")
    .option("--yes", "do it; without it only the first ones are counted")
    .action(async (options: Options, command: Command) => {
      const { reason } = options;
      await doAll(await contextOf(command), { action: "cancel", ...(reason !== undefined && { reason }) }, options);
    });

  withFilter(runs.command("retry-all"))
    .description("run every failed or cancelled run again that meets all conditions")
    .option("--from-failed-step", "begin with the first step that has not succeeded")
    .option("--yes", "do it; without it only the first ones are counted")
    .action(async (options: Options, command: Command) => {
      const from = options.fromFailedStep ? "failed_step" : "start";
      await doAll(await contextOf(command), { action: "retry", from }, options);
    });
}

type Wanted = { action: "cancel"; reason?: string } | { action: "retry"; from: "start" | "failed_step" };

/** With its progress on the error stream. Interrupted, it stops the operation and says how far it came. */
async function doAll({ client, output }: Context, wanted: Wanted, options: Options): Promise<void> {
  const filter = await filterOf(client, options);
  if (Object.keys(filter).length === 0) throw new CliError("No condition is given", "Name at least one: --session 3.");
  if (options.yes !== true) {
    const { runs, next_before } = await client.listRuns({ ...filter, limit: 100 });
    const count = `${runs.length}${next_before === null ? "" : " or more"}`;
    throw new CliError(`${count} runs meet the conditions, whatever their status`, "Add --yes to go on.");
  }
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  const progress = (operation: BulkOperation) => output.note(summary(operation));
  const operation = await runBulkOperation(client, { ...wanted, filter }, progress, stop.signal);
  process.off("SIGINT", onInterrupt);
  output.result(operation, summary);
}

function summary(operation: BulkOperation): string {
  const { id, status, done, skipped, failed, note } = operation;
  const counts = `${done} done, ${skipped} skipped, ${failed} failed`;
  return `Bulk operation ${id} is ${status}, ${bulkProgressText(operation)}: ${counts}${note === null ? "" : `. ${note}`}`;
}
