import type { z } from "zod";
import type * as apiKey from "../api-key.ts";
import type { ErrorCode } from "../errors.ts";

/**
 * How a command reaches the database:
 * - `operator`: through `private.execute` (permission, idempotency by request id, audit);
 * - `query`: through `private.query` (permission only; changes nothing);
 * - `worker`: straight to its own function, fenced by API key and lease.
 */
export type CommandKind = "operator" | "query" | "worker";

export interface Command<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  kind: CommandKind;
  input: Input;
  output: Output;
  /** Roles a signed-in person needs one of; empty: not for people; `anyone`: the command itself decides. */
  roles: readonly (apiKey.Role | "anyone")[];
  /** Scope an API key needs; null: not for API keys. */
  scope: apiKey.Scope | null;
  /** Refusals beside invalid_input, unauthenticated and forbidden. */
  errors: readonly ErrorCode[];
}

/** Keeps the types of its input and output. */
export function command<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Command<Input, Output>,
): Command<Input, Output> {
  return definition;
}

export const writers = ["admin", "operator"] as const;
export const readers = ["admin", "operator", "auditor"] as const;
export const admins = ["admin"] as const;
export const nobody = [] as const;
export const anyone = ["anyone"] as const;
