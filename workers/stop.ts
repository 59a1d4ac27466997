import type { FailureCode } from "../supabase/functions/_shared/contracts/run-status.ts";

/** Why an attempt ends before its steps do. */
export type StopReason =
  /** An operator asked for it. */
  | { kind: "cancelled" }
  /** The worker stops; another one starts the run anew. */
  | { kind: "released" }
  | { kind: "failed"; code: FailureCode; error: string }
  /** The lease is another's or dead: nothing may be written any more. */
  | { kind: "lost"; error: string };

/** The one place where an attempt's end is asked for. The first reason stays, unless the lease is lost after it. */
export class Stop {
  readonly #asked = new AbortController();
  readonly #hurry = new AbortController();
  #reason: StopReason | undefined;

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Aborted when the attempt has to end. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Aborted when its processes get no grace any more. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  request(reason: StopReason): void {
    if (this.#reason === undefined || (reason.kind === "lost" && this.#reason.kind !== "lost")) this.#reason = reason;
    if (reason.kind === "lost") this.#hurry.abort();
    this.#asked.abort();
  }

  /** Takes the rest of the grace away. */
  hurryUp(): void {
    this.#hurry.abort();
  }
}
