import type { LogEntry, LogPurge } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { fromHex, toHex } from "../../supabase/functions/_shared/contracts/sha256.ts";
import { emptyHead, entryHash } from "./entry-hash.ts";

/** What the log must come to, as far as it is known from elsewhere. Without `count`, a log cut at its end cannot be told from a whole one. */
export interface Expected {
  runId?: number;
  /** Number of entries, i.e. the last sequence number. */
  count?: number;
  /** Hash of the last entry, in hex. */
  head?: string;
  /** What a purge has left of the log's beginning: the entries go on after it, from its hash. */
  purged?: Pick<LogPurge, "entries" | "head"> | null;
}

export type Reason =
  | "gap"
  | "duplicate"
  | "purged"
  | "order"
  | "wrong_run"
  | "bad_time"
  | "hash_mismatch"
  | "short"
  | "long"
  | "head_mismatch";

export type Verdict =
  | { ok: true; count: number; head: string }
  | { ok: false; seq: number; reason: Reason; message: string };

/** Recomputes a run's hash chain from its entries alone, in the order given, and tells the first sequence number that is wrong. */
export async function verifyRunLog(
  entries: Iterable<LogEntry> | AsyncIterable<LogEntry>,
  expected: Expected = {},
): Promise<Verdict> {
  const begin = expected.purged?.entries ?? 0;
  let head = expected.purged ? fromHex(expected.purged.head) : emptyHead;
  let count = begin;
  let runId = expected.runId;
  /** Set when the next entry did not come; the rest of the log then tells whether it is missing or out of order. */
  let absent: number | undefined;

  for await (const entry of entries) {
    if (absent !== undefined) {
      if (entry.seq === absent) return bad(absent, "order", `entry ${absent} stands behind a later one`);
      continue;
    }
    const seq = count + 1;
    runId ??= entry.run_id;
    if (entry.run_id !== runId) return bad(seq, "wrong_run", `entry ${seq} is of run ${entry.run_id}, not ${runId}`);
    if (entry.seq <= begin) return bad(entry.seq, "purged", `entry ${entry.seq} is there although it was purged`);
    if (entry.seq < seq) return bad(entry.seq, "duplicate", `entry ${entry.seq} stands there twice`);
    if (entry.seq > seq) {
      absent = seq;
      continue;
    }
    const hash = await entryHash(head, entry);
    if (hash === undefined) return bad(seq, "bad_time", `entry ${seq} has no valid emitted_at`);
    if (toHex(hash) !== entry.hash) return bad(seq, "hash_mismatch", `entry ${seq} is not what was written`);
    head = hash;
    count = seq;
  }

  if (absent !== undefined) return bad(absent, "gap", `entry ${absent} is missing`);
  return compare(count, toHex(head), expected);
}

function compare(count: number, head: string, expected: Expected): Verdict {
  const wanted = expected.count ?? count;
  if (count < wanted) return bad(count + 1, "short", `the log ends at ${count}, but ${wanted} entries were written`);
  if (count > wanted) return bad(wanted + 1, "long", `the log goes on to ${count}, but ${wanted} entries were written`);
  if (expected.head !== undefined && expected.head !== head) {
    return bad(count, "head_mismatch", `entry ${count} does not have the hash that the log ended with`);
  }
  return { ok: true, count, head };
}

function bad(seq: number, reason: Reason, message: string): Verdict {
  return { ok: false, seq, reason, message };
}
