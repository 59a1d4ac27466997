import type { Command } from "commander";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import { verifyRunLog } from "../../lib/run-log/verify.ts";
import type { LogEntry, LogPurge } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { runId } from "../choose.ts";
import { type Page, readLog } from "../run-log.ts";
import { contextOf } from "./context.ts";

export function addVerifyRun(runs: Command): void {
  runs
    .command("verify")
    .argument("<run>", "the run's number", runId)
    .description("recompute the hash chain of a run's log; the exit code is 1 when it does not hold")
    .action(async (id: number, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      const log = await collect(client, id);
      const verdict = await verifyRunLog(log.entries, { runId: id, count: log.lastSeq, purged: log.purged });
      output.result({ run_id: id, purged: log.purged, ...verdict }, () =>
        verdict.ok
          ? `The log of run ${id} holds: ${verdict.count} entries, head ${verdict.head}${traceOf(log.purged)}`
          : `The log of run ${id} does NOT hold: ${verdict.message} (${verdict.reason})`,
      );
      if (!verdict.ok) process.exitCode = 1;
    });
}

function traceOf(purged: LogPurge | null): string {
  if (purged === null) return "";
  const { entries, purged_by, purged_at } = purged;
  return `; the first ${entries} were purged by ${purged_by} at ${purged_at} and are vouched for by their last hash alone`;
}

/** The log up to the last sequence number that its final page told, which a living run may have passed since. */
async function collect(client: OpsClient, id: number): Promise<Page> {
  const entries: LogEntry[] = [];
  let last: Page | undefined;
  for await (const page of readLog(client, id)) {
    entries.push(...page.entries);
    last = page;
  }
  if (last === undefined) throw new Error("a log has one page at least");
  return { ...last, entries };
}
