import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { type ErrorBody, errorKind } from "../_shared/contracts/errors.ts";
import { Uuid } from "../_shared/contracts/ids.ts";
import type { Credential } from "./authenticate.ts";
import { actorOf, causeOf, log } from "./log.ts";
import { refusalOf } from "./refusal.ts";

export interface Env {
  Variables: { requestId: string; credential: Credential };
}

/** Gives each request its id (the caller's, else a new one), returns it, and writes one log line when the answer is known. */
export const identifyAndRecord = createMiddleware<Env>(async (context, next) => {
  const started = performance.now();
  const sent = Uuid.safeParse(context.req.header("x-request-id"));
  context.set("requestId", sent.success ? sent.data.toLowerCase() : crypto.randomUUID());
  await next();
  context.header("x-request-id", context.var.requestId);
  record(context, performance.now() - started);
});

/** The answer to any error, in the form of `ErrorBody`. */
export function answerError(error: Error, context: Context<Env>): Response {
  const { code, message, status } = refusalOf(error);
  const { remedy } = errorKind(code);
  const body: ErrorBody = { error: { code, message, remedy, request_id: context.var.requestId } };
  const headers = new Headers();
  if (code === "unavailable") headers.set("retry-after", "1");
  if (code === "method_not_allowed") headers.set("allow", "POST");
  if (code === "unauthenticated") headers.set("www-authenticate", "Bearer");
  return Response.json(body, { status, headers });
}

function record(context: Context<Env>, ms: number): void {
  const refusal = context.error === undefined ? undefined : refusalOf(context.error);
  const { status } = context.res;
  const credential: Credential | undefined = context.var.credential;
  log(status >= 500 ? "error" : "info", {
    request_id: context.var.requestId,
    method: context.req.method,
    command: context.req.path.split("/", 3)[2]?.slice(0, 100) ?? null,
    status,
    code: refusal?.code ?? null,
    ms: Math.round(ms * 10) / 10,
    actor: credential === undefined ? null : actorOf(credential),
    ...(status >= 500 && refusal !== undefined ? { cause: causeOf(refusal.cause ?? refusal) } : {}),
  });
}
