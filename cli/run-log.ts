import { setTimeout as delay } from "node:timers/promises";
import type { OpsClient } from "../lib/ops-client/index.ts";
import type { LogEntry, LogPurge } from "../supabase/functions/_shared/contracts/run-log.ts";
import { isFinal, RunStatus } from "../supabase/functions/_shared/contracts/run-status.ts";

/** One page of a run's log, with what the run was when it was read. */
export interface Page {
  entries: LogEntry[];
  status: RunStatus;
  lastSeq: number;
  /** What a purge has left of the log's beginning. */
  purged: LogPurge | null;
}

/** Pages of a log up to its present end; with `follow`, on until the run is over and everything of it has been read. */
export async function* readLog(
  client: OpsClient,
  runId: number,
  { follow = false, signal }: { follow?: boolean; signal?: AbortSignal } = {},
): AsyncGenerator<Page> {
  let seq = 0;
  let pauseMs = 100;
  for (;;) {
    const page = await client.listEvents({ run_id: runId, after_seq: seq }, signal === undefined ? {} : { signal });
    const status = RunStatus.parse(page.status);
    seq = page.entries.at(-1)?.seq ?? seq;
    yield { entries: page.entries, status, lastSeq: page.last_seq, purged: page.purged };
    // An empty page before the end is a purged log: there is nothing more to read.
    const readAll = seq >= page.last_seq || page.entries.length === 0;
    if (readAll && (!follow || isFinal(status))) return;
    if (!readAll) continue;
    pauseMs = page.entries.length > 0 ? 100 : Math.min(pauseMs * 1.5, 1_000);
    await delay(pauseMs, undefined, signal === undefined ? {} : { signal });
  }
}
