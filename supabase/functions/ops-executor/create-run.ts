import { z } from "zod";
import type { ErrorCode } from "../_shared/contracts/errors.ts";
import { Id } from "../_shared/contracts/ids.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { checkParameters } from "../_shared/contracts/parameters.ts";
import { CreateRunInput } from "../_shared/contracts/run.ts";
import { type Json, jsonObject } from "../_shared/contracts/text.ts";
import type { Database } from "./database.ts";
import type { Call } from "./dispatch.ts";
import { Refusal } from "./refusal.ts";

const Resolved = z.object({ version_id: Id, parameter_schema: jsonObject(limits.parametersBytes) });

/**
 * Fixes the template's version and checks the parameters against its schema, defaults filled in. What is wrong with them is sent along, so
 * that the command itself refuses: audited, and remembered by request id. For a caller who may see no template nothing is resolved.
 */
export async function createRun(database: Database, call: Call): Promise<unknown> {
  const input = CreateRunInput.parse(call.input);
  if (input.template === undefined) return input;
  try {
    const resolved = await resolve(database, call, input.template, input.version ?? null, input.parameters);
    return resolved === null ? input : { ...input, resolved };
  } catch (error) {
    if (!(error instanceof Refusal) || !told.has(error.code)) throw error;
    return { ...input, resolved: { refused: { code: error.code, message: error.message } } };
  }
}

const told: ReadonlySet<ErrorCode> = new Set(["not_found", "invalid_input"]);

async function resolve(
  database: Database,
  call: Call,
  template: string,
  version: number | null,
  sent: Record<string, Json>,
) {
  const answer = await database.call("resolve_template", [{ jsonb: call.credential }, template, version]);
  if (answer === null) return null;
  const resolved = Resolved.parse(answer);
  const checked = checkParameters(resolved.parameter_schema, sent);
  if (!checked.ok) throw new Refusal("invalid_input", checked.message);
  return { version_id: resolved.version_id, parameters: checked.parameters };
}
