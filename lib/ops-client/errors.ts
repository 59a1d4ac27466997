import { type ErrorCode, errorKind } from "../../supabase/functions/_shared/contracts/error-table.ts";

/** A command that was refused, or that no answer could be had to. */
export class OpsError extends Error {
  readonly code: ErrorCode;
  /** What to do next, in one sentence. */
  readonly remedy: string;
  /** The id under which the service logged it, and under which sending it again is the same request. */
  readonly requestId: string;
  /** HTTP status; null when no response came. */
  readonly status: number | null;
  /** Sending the same request again may succeed. */
  readonly retryable: boolean;
  /** Milliseconds after which the server asks to try again; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(fields: {
    code: ErrorCode;
    message: string;
    requestId: string;
    status?: number | null;
    remedy?: string;
    retryable?: boolean;
    retryAfterMs?: number | null;
    cause?: unknown;
  }) {
    super(fields.message, { cause: fields.cause });
    this.name = "OpsError";
    this.code = fields.code;
    this.remedy = fields.remedy ?? errorKind(fields.code).remedy;
    this.requestId = fields.requestId;
    this.status = fields.status ?? null;
    this.retryable = fields.retryable ?? errorKind(fields.code).retryable === true;
    this.retryAfterMs = fields.retryAfterMs ?? null;
  }
}
