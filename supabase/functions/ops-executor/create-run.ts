import { z } from "zod";
import { Id } from "../_shared/contracts/ids.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { checkParameters } from "../_shared/contracts/parameters.ts";
import { CreateRunInput } from "../_shared/contracts/run.ts";
import { jsonObject } from "../_shared/contracts/text.ts";
import type { Database } from "./database.ts";
import type { Call } from "./dispatch.ts";
import { Refusal } from "./refusal.ts";

const Resolved = z.object({ version_id: Id, parameter_schema: jsonObject(limits.parametersBytes) });

/**
 * Fixes the template's version and checks the parameters against its schema, defaults filled in. For a caller who may see no template
 * nothing is resolved; the command itself then refuses, so that the refusal is audited like any other.
 */
export async function createRun(database: Database, call: Call): Promise<unknown> {
  const input = CreateRunInput.parse(call.input);
  if (input.template === undefined) return input;
  const args = [{ jsonb: call.credential }, input.template, input.version ?? null];
  const answer = await database.call("resolve_template", args);
  if (answer === null) return input;
  const resolved = Resolved.parse(answer);
  const checked = checkParameters(resolved.parameter_schema, input.parameters);
  if (!checked.ok) throw new Refusal("invalid_input", checked.message);
  return { ...input, resolved: { version_id: resolved.version_id, parameters: checked.parameters } };
}
