import { z } from "zod";
import { SendChatInput } from "../_shared/contracts/chat.ts";
import { type Command, type CommandName, commands } from "../_shared/contracts/commands.ts";
import { ErrorCode } from "../_shared/contracts/errors.ts";
import { describeIssues } from "../_shared/contracts/issues.ts";
import { functionNameOf } from "../_shared/contracts/names.ts";
import { resolveApproval } from "./approve.ts";
import type { Credential } from "./authenticate.ts";
import { createManyRuns, createRun } from "./create-run.ts";
import type { Database } from "./database.ts";
import { resolveDueSchedules } from "./due-schedules.ts";
import type { Gathered } from "./gather.ts";
import type { ObjectStore } from "./object-store.ts";
import { publishTemplate } from "./publish-template.ts";
import { Refusal } from "./refusal.ts";
import { previewSchedule, resolveSchedule } from "./schedule.ts";
import { signDownload } from "./sign-download.ts";
import { type StorageAccess, signUpload } from "./sign-upload.ts";

/** What commands are executed with. */
export interface Platform {
  database: Database;
  gathered: Gathered;
  storage: StorageAccess | null;
  objects: ObjectStore | null;
}

export interface Call {
  name: CommandName;
  credential: Credential;
  requestId: string;
  /** Parsed by the command's own schema. */
  input: unknown;
}

const Outcome = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: ErrorCode, message: z.string() }) }),
]);

/** Commands that do something before they reach the database; what they return is sent there. */
const preparations: Partial<Record<CommandName, (database: Database, call: Call) => Promise<unknown>>> = {
  "runs.create": createRun,
  "runs.create_many": createManyRuns,
  "approvals.approve": resolveApproval,
  "templates.publish": publishTemplate,
  "chat.send": resolveChat,
  "schedules.create": resolveSchedule,
  "schedules.update": resolveSchedule,
  "schedules.resume": resolveSchedule,
  "schedules.run_now": resolveSchedule,
  "schedules.preview": previewSchedule,
  "schedules.fire_due": resolveDueSchedules,
};

/** Commands whose answer from the database is completed afterwards. */
const completions: Partial<Record<CommandName, (platform: Platform, result: unknown) => Promise<unknown>>> = {
  "artifacts.upload": ({ storage }, result) => signUpload(storage, result),
  "artifacts.read": ({ objects }, result) => signDownload(objects, result),
};

/** The input as the database gets it: what ops-executor has found out for some commands is added. */
export async function prepare(database: Database, call: Call): Promise<unknown> {
  return (await preparations[call.name]?.(database, call)) ?? call.input;
}

/** What a line's command needs is found out as for the command alone; its refusal is then the line's. */
async function resolveChat(database: Database, call: Call): Promise<unknown> {
  const input = SendChatInput.parse(call.input);
  if (input.command === undefined) return input;
  return { ...input, resolved: { input: await prepare(database, { ...call, ...input.command }) } };
}

/** Parses the input, executes the command and parses what comes back. Throws a `Refusal`. */
export async function dispatch(platform: Platform, call: Omit<Call, "input">, body: unknown): Promise<unknown> {
  const command: Command = commands[call.name];
  const input = command.input.safeParse(body);
  if (!input.success) throw new Refusal("invalid_input", describeIssues(input.error));
  const answer = await execute(platform, { ...call, input: input.data });
  const result = (await completions[call.name]?.(platform, answer)) ?? answer;
  const output = command.output.safeParse(result);
  if (output.success) return output.data;
  const at = output.error.issues
    .map((issue) => `${issue.path.join(".")} ${issue.code}`)
    .slice(0, 5)
    .join("; ");
  throw new Refusal("internal", "The database's answer has an unexpected form", { cause: new UnexpectedAnswer(at) });
}

/** Says where an answer differs from its contract, by path and never by value. */
class UnexpectedAnswer extends Error {
  readonly code: string;
  constructor(at: string) {
    super();
    this.name = "UnexpectedAnswer";
    this.code = at;
  }
}

async function execute({ database, gathered }: Platform, call: Call): Promise<unknown> {
  const { kind } = commands[call.name];
  const { name, credential, requestId } = call;
  const input = await prepare(database, call);
  if (kind === "query") return await database.call("query", [name, { jsonb: credential }, { jsonb: input }]);
  if (kind === "worker") {
    if (!("key_hash" in credential)) throw new Refusal("forbidden", `${name} is for workers: use an API key`);
    if (name === "runs.finish") return await gathered.finishRun(credential.key_hash, input);
    if (name === "runs.finish_many") return await gathered.finishManyRuns(credential.key_hash, input);
    if (name === "runs.claim") return await gathered.claimRuns(credential.key_hash, input);
    if (name === "events.append") return await gathered.appendEvents(credential.key_hash, input);
    return await database.call(functionNameOf(name), [credential.key_hash, { jsonb: input }]);
  }
  const executed =
    name === "runs.create"
      ? gathered.createRun({ credential, requestId, input })
      : database.call("execute", [name, { jsonb: credential }, requestId, { jsonb: input }]);
  const outcome = Outcome.parse(await executed);
  if (outcome.ok) return outcome.result;
  throw new Refusal(outcome.error.code, outcome.error.message);
}
