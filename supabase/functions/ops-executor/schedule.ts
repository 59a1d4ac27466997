import { z } from "zod";
import type { ErrorCode } from "../_shared/contracts/errors.ts";
import { Id, Instant } from "../_shared/contracts/ids.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { checkParameters } from "../_shared/contracts/parameters.ts";
import { PreviewScheduleInput } from "../_shared/contracts/schedule.ts";
import { type Json, jsonObject } from "../_shared/contracts/text.ts";
import { readCron } from "./cron.ts";
import type { Database } from "./database.ts";
import type { Call } from "./dispatch.ts";
import { Refusal } from "./refusal.ts";

const Parameters = jsonObject(limits.parametersBytes);
/** What a schedule command says of its own. */
const Asked = z.looseObject({
  cron: z.string().optional(),
  time_zone: z.string().optional(),
  parameters: Parameters.optional(),
});
/** What the database knows: `private.resolve_schedule`. */
const Known = z.object({
  now: Instant,
  version_id: Id.nullable(),
  parameter_schema: Parameters.nullable(),
  parameters: Parameters.nullable(),
  cron: z.string().nullable(),
  time_zone: z.string().nullable(),
});

/**
 * Finds the next occurrence and checks the parameters against the template's newest version, defaults filled in. What is wrong is sent
 * along, so that the command itself refuses: audited, and remembered by request id. For a caller who may know nothing, nothing is resolved.
 */
export async function resolveSchedule(database: Database, call: Call): Promise<unknown> {
  const asked = Asked.parse(call.input);
  return { ...asked, ...(await refusalsTold(() => resolve(database, call, asked))) };
}

async function resolve(database: Database, call: Call, asked: z.infer<typeof Asked>) {
  const answer = await database.call("resolve_schedule", [{ jsonb: call.credential }, { jsonb: asked }]);
  if (answer === null) return {};
  const known = Known.parse(answer);
  const cron = asked.cron ?? known.cron ?? "";
  const time_zone = asked.time_zone ?? known.time_zone ?? "";
  const next_at = readCron(cron, time_zone).after(new Date(known.now), 1)[0]?.toISOString();
  return { resolved: { next_at, cron, time_zone, ...runOf(known, asked.parameters ?? known.parameters ?? {}) } };
}

/** The template's version and the checked parameters of a schedule's run. Throws a Refusal when there is none, or they do not fit. */
export function runOf(
  known: Pick<z.infer<typeof Known>, "version_id" | "parameter_schema">,
  sent: Record<string, Json>,
) {
  if (known.version_id === null) throw new Refusal("not_found", "Its template has been archived.");
  const checked = checkParameters(known.parameter_schema ?? { type: "object" }, sent);
  if (!checked.ok) throw new Refusal("invalid_input", checked.message);
  return { version_id: known.version_id, parameters: checked.parameters };
}

const told: ReadonlySet<ErrorCode> = new Set(["not_found", "invalid_input"]);

/** What `work` returns, or its refusal as something for the database to refuse with. */
export async function refusalsTold<T extends object>(work: () => Promise<T> | T) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || !told.has(error.code)) throw error;
    return { resolved: { refused: { code: error.code, message: error.message } } };
  }
}

/** The next occurrences from now on. Throws a Refusal that says what is wrong with the cron or the time zone. */
export async function previewSchedule(_: Database, call: Call): Promise<unknown> {
  const input = PreviewScheduleInput.parse(call.input);
  const occurrences = readCron(input.cron, input.time_zone).after(new Date(), input.count);
  return { ...input, resolved: { occurrences } };
}
