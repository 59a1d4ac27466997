import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type ControlRoom, type Credential, Refusal } from "../../../e2e/harness/control-room.ts";
import type { CommandInput, CommandName } from "../../functions/_shared/contracts/commands.ts";
import type { ErrorCode } from "../../functions/_shared/contracts/errors.ts";

/** The audit rows of one request, as people read them. */
export async function auditOf({ sql }: ControlRoom, requestId: string) {
  const rows = await sql`
    select actor, actor_name, command, outcome, message, session_id::int, run_id::int, input
    from public.audit_log where request_id = ${requestId} order by id`;
  return [...rows];
}

/** Code of the refusal that a call ends in, or `ok`. Any other failure is thrown. */
export async function outcomeOf(call: Promise<unknown>): Promise<ErrorCode | "ok"> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Expects an operator command to be refused with `code`, and exactly one audit row to say so. */
export async function expectRefused<Name extends CommandName>(
  room: ControlRoom,
  name: Name,
  as: Credential,
  input: CommandInput<Name>,
  code: ErrorCode,
): Promise<void> {
  const requestId = randomUUID();
  expect(await outcomeOf(room.call(name, as, input, { requestId }))).toBe(code);
  const audit = await auditOf(room, requestId);
  expect(audit).toEqual([expect.objectContaining({ command: name, outcome: code, message: expect.any(String) })]);
}
