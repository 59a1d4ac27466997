import * as z from "zod";
import {
  type Command,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commands,
} from "../../supabase/functions/_shared/contracts/commands.ts";
import { errorOfResponse } from "./error-of-response.ts";
import { OpsError } from "./errors.ts";
import { type Methods, methodsOf } from "./methods.ts";
import { defaultRetry, type RetryPolicy, withRetry } from "./retry.ts";

export interface OpsClientOptions {
  /** Address of ops-executor, e.g. `http://127.0.0.1:54321/functions/v1/ops-executor`. */
  url: string;
  /** The access token or API key to send, asked for before every try. */
  credential: () => string | Promise<string>;
  fetch?: typeof fetch;
  retry?: Partial<RetryPolicy>;
}

export interface CallOptions {
  /** Names the request: sent again under the same id, it is done once. Drawn when absent. */
  requestId?: string;
  signal?: AbortSignal;
}

export interface Caller {
  /** Sends a command. Throws `OpsError`, or the signal's reason. */
  call<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    options?: CallOptions,
  ): Promise<CommandOutput<Name>>;
}

export type OpsClient = Caller & Methods;

/** The SDK: every command as `call("runs.create", ...)` and as a method of its own (`createRun`). Answers are parsed, losses retried. */
export function createOpsClient(options: OpsClientOptions): OpsClient {
  const policy = { ...defaultRetry, ...options.retry };
  const call: Caller["call"] = async (name, input, { requestId = crypto.randomUUID(), signal } = {}) => {
    const body = JSON.stringify(input);
    return await withRetry(policy, signal, (trySignal) => send(options, name, body, requestId, trySignal));
  };
  return { call, ...methodsOf(call) };
}

async function send<Name extends CommandName>(
  { url, credential, fetch: send = fetch }: OpsClientOptions,
  name: Name,
  body: string,
  requestId: string,
  signal: AbortSignal,
): Promise<CommandOutput<Name>> {
  const lost = (cause: unknown, message: string, status?: number) =>
    new OpsError({ code: "unavailable", message, requestId, status: status ?? null, cause });
  const token = await credential();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", "x-request-id": requestId };
  const target = `${url.replace(/\/+$/, "")}/${name}`;
  const response = await send(target, { method: "POST", headers, body, signal }).catch((cause: unknown) => {
    throw lost(cause, `${target} cannot be reached (${reasonOf(cause)})`);
  });
  const text = await response.text().catch((cause: unknown) => {
    throw lost(cause, `The answer of ${name} broke off (${reasonOf(cause)})`, response.status);
  });
  const answer = parseJson(text);
  if (!response.ok) throw errorOfResponse(response, answer, requestId);
  const { output }: Command = commands[name];
  const parsed = z.object({ data: output }).safeParse(answer);
  if (!parsed.success) throw lost(parsed.error, `The answer of ${name} is garbled`, response.status);
  // The cast: `output` is this command's own schema, which an index by a type parameter loses.
  return parsed.data.data as CommandOutput<Name>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node hides the reason of a failed fetch in its cause. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return "no reason given";
  return "code" in inner && typeof inner.code === "string" ? inner.code : inner.message;
}
