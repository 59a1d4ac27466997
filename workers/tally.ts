import { errorKind } from "../supabase/functions/_shared/contracts/errors.ts";
import type { RunStatus } from "../supabase/functions/_shared/contracts/run-status.ts";
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

/** What a worker has done, for its exit code. A run counts once, by what became of it last: one that was tried again with success succeeded. */
export class Tally {
  /** Of the runs that have not succeeded: whether they failed. */
  readonly #failed = new Map<number, boolean>();
  #anySucceeded = false;
  #givenUp: QueueError | undefined;
  #interrupted = false;

  /** An attempt has ended, and its run is in this status since; undefined when that could not be told. */
  add(runId: number, status: RunStatus | undefined): void {
    this.#failed.set(runId, status === "failed" || status === undefined);
    if (status !== "succeeded") return;
    this.#failed.delete(runId);
    this.#anySucceeded = true;
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
    if (this.#givenUp !== undefined) return errorKind(this.#givenUp.code).exit;
    if ([...this.#failed.values()].includes(true)) return exitCodes.runFailed;
    if (this.#failed.size > 0 || this.#interrupted) return exitCodes.unfinished;
    return this.#anySucceeded ? exitCodes.succeeded : exitCodes.nothingToDo;
  }
}
