import { errorKind } from "../supabase/functions/_shared/contracts/errors.ts";
import type { AttemptEnd } from "./attempt-end.ts";
import type { QueueError } from "./queue-error.ts";

/** Exit codes that speak of runs; those of refusals stand in contracts/errors.ts. */
export const exitCodes = {
  succeeded: 0,
  workerFailed: 1,
  configuration: 2,
  nothingToDo: 8,
  runFailed: 9,
  unfinished: 10,
} as const;

/** What a worker has done, for its exit code. */
export class Tally {
  readonly #counts = { succeeded: 0, failed: 0, unfinished: 0 };
  #givenUp: QueueError | undefined;
  #interrupted = false;

  /** Counts an attempt by its outcome; undefined when its end could not be told. */
  add(outcome: AttemptEnd["outcome"] | undefined): void {
    if (outcome === "succeeded") this.#counts.succeeded++;
    else if (outcome === "failed" || outcome === undefined) this.#counts.failed++;
    else this.#counts.unfinished++;
  }

  /** Claiming is pointless: refused for good, or without an answer for too long. */
  giveUp(error: QueueError): void {
    this.#givenUp = error;
  }

  /** Somebody stopped the worker before it was done. */
  interrupt(): void {
    this.#interrupted = true;
  }

  get exitCode(): number {
    const { succeeded, failed, unfinished } = this.#counts;
    if (this.#givenUp !== undefined) return errorKind(this.#givenUp.code).exit;
    if (failed > 0) return exitCodes.runFailed;
    if (unfinished > 0 || this.#interrupted) return exitCodes.unfinished;
    return succeeded > 0 ? exitCodes.succeeded : exitCodes.nothingToDo;
  }
}
