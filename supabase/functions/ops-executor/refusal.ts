import { type ErrorCode, errorKind, errorOfSqlstate } from "../_shared/contracts/errors.ts";

/** An error that the caller is told about. Its message is for people and holds nothing of the payload. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly status: number;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Refusal";
    this.code = code;
    this.status = errorKind(code).status;
  }
}

/** Values that do not fit: their length, range, form, characters, or a named constraint. */
const malformed = /^(22001|22003|22007|22008|22009|22021|22P02|22P05|23502|23503|23514)$/;
/** Classes and codes of a database that is away, full, read-only, out of order, or that gave up waiting. */
const away = /^(08|53|57|28|25006|55P03|3D000|40001|40P01)/;
const networkError = /^(E[A-Z]+|CONNECT_TIMEOUT|CONNECTION_[A-Z_]+)$/;
/** A clash of transactions that the same call may win when it is tried again. */
const clash = /^(40001|40P01)$/;

interface DatabaseError extends Error {
  code: string;
  constraint_name?: unknown;
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

export function isClash(error: unknown): boolean {
  return isDatabaseError(error) && clash.test(error.code);
}

/** What the caller is told about any error of a database call. The texts of Postgres itself may quote values, so they stay inside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!isDatabaseError(error))
    return new Refusal("internal", "Something went wrong inside ops-executor", { cause: error });
  const named = errorOfSqlstate(error.code);
  if (named !== undefined) return new Refusal(named, error.message, { cause: error });
  if (malformed.test(error.code)) {
    const rule = typeof error.constraint_name === "string" ? error.constraint_name.replaceAll("_", " ") : undefined;
    return new Refusal("invalid_input", rule ? `The database refuses it: ${rule}` : "A value cannot be stored", {
      cause: error,
    });
  }
  if (away.test(error.code) || networkError.test(error.code)) {
    return new Refusal("unavailable", "The database cannot be reached or is too busy", { cause: error });
  }
  return new Refusal("internal", "Something went wrong in the database", { cause: error });
}
