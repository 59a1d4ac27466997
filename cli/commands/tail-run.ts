import type { Command } from "commander";
import { errorKind } from "../../supabase/functions/_shared/contracts/errors.ts";
import type { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { runId } from "../choose.ts";
import { createLogPrinter } from "../log-printer.ts";
import { readLog } from "../run-log.ts";
import { type Context, contextOf } from "./context.ts";

/** As a shell reports a program that was stopped from outside. */
const interrupted = 130;
const exitCodes: Partial<Record<RunStatus, number>> = { succeeded: 0, failed: 1, cancelled: interrupted };

/** Follows a run to its end and answers the exit code that its status stands for. Ctrl-C stops following, never the run. */
export async function tailRun({ client, output }: Context, id: number): Promise<number> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  const print = output.jsonAsked ? (entry: object) => output.line(JSON.stringify(entry)) : createLogPrinter(output);
  let status: RunStatus = "queued";
  try {
    for await (const page of readLog(client, id, { follow: true, signal: stop.signal })) {
      page.entries.forEach(print);
      status = page.status;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    output.note(`\nRun ${id} goes on. Follow it again: ops runs tail ${id}. Cancel it: ops runs cancel ${id}`);
    return interrupted;
  } finally {
    process.removeListener("SIGINT", onInterrupt);
  }
  if (!output.jsonAsked) {
    const colour = status === "succeeded" ? "green" : "red";
    output.line(
      output.style(["bold", colour], `Run ${id} ${status === "cancelled" ? "was cancelled" : `has ${status}`}`),
    );
  }
  return exitCodes[status] ?? errorKind("internal").exit;
}

export function addTailRun(runs: Command): void {
  runs
    .command("tail")
    .argument("<run>", "the run's number", runId)
    .description("follow a run's log; the exit code is 0 succeeded, 1 failed, 130 cancelled")
    .action(async (run: number, _options: object, command: Command) => {
      process.exitCode = await tailRun(await contextOf(command), run);
    });
}
