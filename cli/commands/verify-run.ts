import type { Command } from "commander";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import { verifyRunLog } from "../../lib/run-log/verify.ts";
import type { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { runId } from "../choose.ts";
import { readLog } from "../run-log.ts";
import { contextOf } from "./context.ts";

export function addVerifyRun(runs: Command): void {
  runs
    .command("verify")
    .argument("<run>", "the run's number", runId)
    .description("recompute the hash chain of a run's log; the exit code is 1 when it does not hold")
    .action(async (id: number, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      const log = await collect(client, id);
      const verdict = await verifyRunLog(log.entries, { runId: id, count: log.lastSeq });
      output.result({ run_id: id, ...verdict }, () =>
        verdict.ok
          ? `The log of run ${id} holds: ${verdict.count} entries, head ${verdict.head}`
          : `The log of run ${id} does NOT hold: ${verdict.message} (${verdict.reason})`,
      );
      if (!verdict.ok) process.exitCode = 1;
    });
}

/** The log up to the last sequence number that its final page told, which a living run may have passed since. */
async function collect(client: OpsClient, id: number): Promise<{ entries: LogEntry[]; lastSeq: number }> {
  const entries: LogEntry[] = [];
  let lastSeq = 0;
  for await (const page of readLog(client, id)) {
    entries.push(...page.entries);
    lastSeq = page.lastSeq;
  }
  return { entries, lastSeq };
}
