import { createHash, randomUUID } from "node:crypto";
import postgres from "postgres";
import type { CommandInput, CommandName, CommandOutput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { commands } from "../../supabase/functions/_shared/contracts/commands.ts";
import type { ErrorCode } from "../../supabase/functions/_shared/contracts/errors.ts";
import { ErrorCode as ErrorCodeSchema, errorOfSqlstate } from "../../supabase/functions/_shared/contracts/errors.ts";
import { functionNameOf } from "../../supabase/functions/_shared/contracts/names.ts";
import type { Database } from "../../supabase/functions/ops-executor/database.ts";
import { prepare } from "../../supabase/functions/ops-executor/dispatch.ts";
import { Refusal as ExecutorRefusal, refusalOf } from "../../supabase/functions/ops-executor/refusal.ts";
import { createDatabase, type TestDatabase } from "./postgres.ts";

/** A caller as ops-executor names it to the database. */
export type Credential = { user_id: string } | { key_hash: string };

/** A refusal of the database, by name. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface CallOptions {
  requestId?: string;
  /** The database's clock, for tests of time. */
  now?: Date;
}

/** A test's own database with the ways in that tests use. `call` goes where ops-executor goes, as its role, past HTTP only. */
export interface ControlRoom {
  database: TestDatabase;
  /** As role postgres: looks anywhere and backdates rows. */
  sql: postgres.Sql;
  /** As role ops_executor. */
  executor: postgres.Sql;
  /** Sends a command and parses its answer by contract; throws Refusal. */
  call<Name extends CommandName>(
    name: Name,
    as: Credential,
    input: CommandInput<Name>,
    options?: CallOptions,
  ): Promise<CommandOutput<Name>>;
  close(): Promise<void>;
}

/** Opens a fresh database. `connections`: how many real connections `call` may use at once. */
export async function openControlRoom({ connections = 4 } = {}): Promise<ControlRoom> {
  const database = await createDatabase();
  const room = controlRoomOn(database, connections);
  return {
    ...room,
    async close() {
      await room.close();
      await database.drop();
    },
  };
}

/** The ways in to a database that somebody else made, and will drop. */
export function controlRoomOn(database: TestDatabase, connections = 2): ControlRoom {
  const sql = connect(database.adminUrl, 4);
  const executor = connect(database.executorUrl, connections);
  return {
    database,
    sql,
    executor,
    call: (name, as, input, options) => callAs(executor, name, as, input, options),
    async close() {
      await Promise.all([sql.end({ timeout: 2 }), executor.end({ timeout: 2 })]);
    },
  };
}

export function connect(url: string, max: number): postgres.Sql {
  return postgres(url, { max, prepare: false, onnotice: () => undefined, connection: { application_name: "test" } });
}

/** As `ControlRoom.call`, on a connection of the caller's choice. */
export async function callAs<Name extends CommandName>(
  executor: postgres.Sql,
  name: Name,
  as: Credential,
  input: CommandInput<Name>,
  { requestId = randomUUID(), now }: CallOptions = {},
): Promise<CommandOutput<Name>> {
  const command = commands[name];
  const given = command.input.parse(input);
  const result = await refusing(async () => {
    const parsed = ["schedules.", "approvals.", "chat.", "templates.publish", "runs.create_many"].some((prefix) =>
      name.startsWith(prefix),
    )
      ? await prepare(databaseOf(executor, now), { name, credential: as, requestId, input: given })
      : given;
    if (command.kind === "worker") {
      if (!("key_hash" in as)) throw new Error(`${name} needs an API key`);
      const [row] =
        await executor`select private.${executor(functionNameOf(name))}(${as.key_hash}, ${json(executor, parsed)}, ${now ?? executor`now()`}) as result`;
      return row?.result;
    }
    if (command.kind === "query") {
      const [row] =
        await executor`select private.query(${name}, ${json(executor, as)}, ${json(executor, parsed)}, ${now ?? executor`now()`}) as result`;
      return row?.result;
    }
    const resolved = name === "runs.create" ? await withTemplate(executor, as, parsed) : parsed;
    const [row] = await executor`
      select private.execute(${name}, ${json(executor, as)}, ${requestId}, ${json(executor, resolved)}, ${now ?? executor`now()`}) as result`;
    const response: unknown = row?.result;
    if (isRefusal(response)) throw new Refusal(ErrorCodeSchema.parse(response.error.code), response.error.message);
    return (response as { result: unknown }).result; // `ok` was true, so SQL put a result beside it
  });
  return command.output.parse(result) as CommandOutput<Name>; // the registry ties the name to this schema
}

/** The database as ops-executor sees it, at a moment of the test's choice. */
export function databaseOf(executor: postgres.Sql, now?: Date): Database {
  return {
    async call(name, args) {
      const values = args.map((arg) => (typeof arg === "object" && arg !== null ? json(executor, arg.jsonb) : arg));
      const all = now && name !== "resolve_template" ? [...values, now] : values; // that one knows no time
      const text = `select private.${name}(${all.map((_, index) => `$${index + 1}`).join(", ")}) as result`;
      const [row] = await executor.unsafe(text, all).catch((error: unknown) => {
        throw refusalOf(error);
      });
      return row?.result;
    },
    isReachable: async () => true,
  };
}

/** What ops-executor adds to runs.create: the template's version. Parameters are taken as they are. */
async function withTemplate(executor: postgres.Sql, as: Credential, input: unknown): Promise<unknown> {
  if (typeof input !== "object" || input === null || !("template" in input) || typeof input.template !== "string")
    return input;
  const version = "version" in input && typeof input.version === "number" ? input.version : null;
  const [row] =
    await executor`select private.resolve_template(${json(executor, as)}, ${input.template}, ${version}) as resolved`;
  const parameters = "parameters" in input ? input.parameters : {};
  return { ...input, resolved: { version_id: row?.resolved?.version_id, parameters } };
}

/** Runs a call and turns an SQLSTATE of class OC into a Refusal. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ExecutorRefusal) throw new Refusal(error.code, error.message, { cause: error.cause });
    const code = error instanceof postgres.PostgresError ? errorOfSqlstate(error.code) : undefined;
    if (code === undefined || !(error instanceof Error)) throw error;
    throw new Refusal(code, error.message, { cause: error });
  }
}

function json(sql: postgres.Sql, value: unknown) {
  return sql.json(value as postgres.JSONValue); // parsed by zod or built here: always JSON
}

function isRefusal(response: unknown): response is { ok: false; error: { code: string; message: string } } {
  return typeof response === "object" && response !== null && "ok" in response && response.ok === false;
}

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
