import type { CommandOutput } from "../supabase/functions/_shared/contracts/commands.ts";
import type { AppendEntry, ClaimRunsInput } from "../supabase/functions/_shared/contracts/worker.ts";
import type { AttemptEnd } from "./attempt-end.ts";
import type { AttemptLink } from "./attempt-link.ts";
import type { EventBatcher } from "./output/event-batcher.ts";
import { QueueError } from "./queue-error.ts";

export interface AttemptFinish {
  link: AttemptLink;
  batcher: EventBatcher;
  /** How it ends; asked again after its log was refused. */
  end(): AttemptEnd;
  /** The end without secrets. */
  masked(end: AttemptEnd): AttemptEnd;
  /** The claim of the next work, asked for once the log is complete. */
  nextClaim(): ClaimRunsInput | undefined;
}

/** The end that was told, and its answer: undefined when the attempt was lost meanwhile. */
export interface Finished {
  end: AttemptEnd;
  answer: CommandOutput<"runs.finish"> | undefined;
}

/**
 * Sends the last batch and the end in one call, with the next claim. What is refused for good is left out step by step, so that the run
 * fails by the name of what was refused instead of hearing no more of its worker. Undefined when the attempt is lost before. Throws
 * QueueError when no answer can be had.
 */
export async function finishAttempt(options: AttemptFinish): Promise<Finished | undefined> {
  const { link, batcher, end } = options;
  const { batchNo, entries } = await batcher.last();
  if (link.over) return undefined;
  const claim = options.nextClaim();
  const next = claim === undefined ? {} : { claim };
  const send = async (end: AttemptEnd, more: { entries?: AppendEntry[]; claim?: ClaimRunsInput }) => {
    const last_batch_no = more.entries === undefined ? batcher.lastBatchNo : batchNo;
    return { end, answer: await link.finish({ ...options.masked(end), ...more, last_batch_no }) };
  };
  try {
    return await send(end(), { ...(entries && { entries }), ...next });
  } catch (error) {
    throwUnlessRefused(error);
  }
  if (entries !== undefined) {
    // It may have been its log: that goes alone, as the batches before it, and if it is refused again the end says so.
    batcher.reopen(entries);
    await batcher.flush();
  }
  const meant = end();
  try {
    return await send(meant, next);
  } catch (error) {
    throwUnlessRefused(error);
    return await send(refusedEnd(meant, error), {});
  }
}

function throwUnlessRefused(error: unknown): asserts error is QueueError {
  if (!(error instanceof QueueError) || error.retryable) throw error;
}

/** Instead of an end that was refused itself, with nothing of it that may be at fault. */
function refusedEnd(meant: AttemptEnd, { message }: QueueError): AttemptEnd {
  const refused = `The attempt could not end as ${meant.outcome}: ${message}`;
  if (meant.outcome !== "failed") return { outcome: "failed", failure_code: "worker_error", error: refused };
  const { outcome, failure_code, error, retryable } = meant;
  return { outcome, failure_code, error: `${error}\n${refused}`, ...(retryable === false && { retryable }) };
}
