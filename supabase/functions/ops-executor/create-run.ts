import { z } from "zod";
import type { ErrorCode } from "../_shared/contracts/errors.ts";
import { Id } from "../_shared/contracts/ids.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { checkParameters } from "../_shared/contracts/parameters.ts";
import { CreateManyRunsInput, CreateRunInput } from "../_shared/contracts/run.ts";
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
  return await resolve(database, call, input, (schema) => checked(schema, input.parameters));
}

/** As `createRun`, with the parameters of every run in their order; the first that is refused refuses all. */
export async function createManyRuns(database: Database, call: Call): Promise<unknown> {
  const input = CreateManyRunsInput.parse(call.input);
  return await resolve(database, call, input, (schema) =>
    input.runs.map(({ parameters }, place) => checked(schema, parameters, `runs[${place}]: `)),
  );
}

const told: ReadonlySet<ErrorCode> = new Set(["not_found", "invalid_input"]);

async function resolve<Input extends { template?: string | undefined; version?: number | undefined }>(
  database: Database,
  call: Call,
  input: Input,
  parametersOf: (schema: Record<string, Json>) => unknown,
): Promise<Input & { resolved?: object }> {
  if (input.template === undefined) return input;
  try {
    const args = [{ jsonb: call.credential }, input.template, input.version ?? null];
    const answer = await database.call("resolve_template", args);
    if (answer === null) return input;
    const { version_id, parameter_schema } = Resolved.parse(answer);
    return { ...input, resolved: { version_id, parameters: parametersOf(parameter_schema) } };
  } catch (error) {
    if (!(error instanceof Refusal) || !told.has(error.code)) throw error;
    return { ...input, resolved: { refused: { code: error.code, message: error.message } } };
  }
}

function checked(schema: Record<string, Json>, sent: Record<string, Json>, where = "") {
  const result = checkParameters(schema, sent);
  if (!result.ok) throw new Refusal("invalid_input", `${where}${result.message}`);
  return result.parameters;
}
