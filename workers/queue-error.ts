import type { ErrorCode } from "../supabase/functions/_shared/contracts/errors.ts";

/** A call to the queue that was refused, or that no answer could be had to. */
export class QueueError extends Error {
  readonly code: ErrorCode;
  /** The same call may succeed later. */
  readonly retryable: boolean;
  /** It answered, with something that is no answer: what it did stands, and asking again brings the same. */
  readonly unreadable: boolean;

  constructor(code: ErrorCode, message: string, retryable = false, cause?: unknown, unreadable = false) {
    super(message, { cause });
    this.name = "QueueError";
    this.code = code;
    this.retryable = retryable;
    this.unreadable = unreadable;
  }
}

/** Message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
