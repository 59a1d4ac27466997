import type { HttpStep } from "../../supabase/functions/_shared/contracts/step.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { messageOf } from "../queue-error.ts";
import { mayRetryStatus, retryAfterSeconds } from "./http-retry.ts";
import { outputValues } from "./outputs.ts";
import { patientDispatcher } from "./patient-dispatcher.ts";
import { DefinitionError, fillNumber, fillPlaceholders, type PlaceholderValues } from "./placeholders.ts";
import { failed, type StepContext, type StepResult } from "./step.ts";

/** A request of a step that names no time of its own is given up after this. */
const defaultRequestMs = 30_000;
/** As much of a response is looked at; nobody expects a text behind it. */
const bodyBytes = 1_048_576;

/**
 * Sends one request, or one for each item, one after the other, and logs a line for each. All of them are sent; the step fails at
 * the end when any did not bring what was expected. Throws DefinitionError.
 */
export async function runHttpStep(step: HttpStep, context: StepContext): Promise<StepResult> {
  const stepTimeout = step.timeout_seconds === undefined ? [] : [AbortSignal.timeout(step.timeout_seconds * 1_000)];
  const failures: string[] = [];
  let sent = 0;
  let retryable = true;
  let retryAfter = 0;
  for (const values of requestsOf(step, context)) {
    if (context.stop.signal.aborted) return { kind: "stopped" };
    const request = prepare(step, values, context.secrets.values);
    const outcome = await send(request, limitMsOf(step, request), [context.stop.signal, ...stepTimeout]);
    if (context.stop.signal.aborted) return { kind: "stopped" };
    if (stepTimeout.some(({ aborted }) => aborted)) {
      return failed("step_timeout", `Not done after ${step.timeout_seconds} s; ${request.shown} was under way`);
    }
    sent++;
    const problems = problemsOf(outcome, request);
    const status = "error" in outcome ? "no response" : outcome.status;
    context.log(
      `${request.method} ${request.shown} ${status} ${outcome.ms} ms ${problems.length === 0 ? "ok" : `FAILED: ${problems.join("; ")}`}`,
      problems.length === 0 ? "stdout" : "stderr",
    );
    if (problems.length === 0) continue;
    failures.push(`${request.shown}: ${problems.join("; ")}`);
    if ("error" in outcome) continue;
    retryable &&= mayRetryStatus(outcome.status) || outcome.status === request.status;
    retryAfter = Math.max(retryAfter, outcome.retryAfter);
  }
  if (failures.length === 0) return { kind: "succeeded" };
  const error = `${failures.length} of ${sent} requests failed\n${failures.join("\n")}`;
  return { ...failed("step_failed", error), retryable, retryAfterSeconds: retryAfter };
}

function requestsOf(step: HttpStep, { parameters, outputs, opsUrl }: StepContext): PlaceholderValues[] {
  const values = { ...parameters, ...outputValues(outputs), ops_url: opsUrl };
  if (step.each === undefined) return [values];
  const items: Json | undefined = parameters[step.each];
  if (!Array.isArray(items)) throw new DefinitionError(`each: the parameter "${step.each}" is not a list`);
  if (items.length === 0)
    throw new DefinitionError(`each: the list "${step.each}" is empty, so nothing would be checked`);
  // A default in a parameter schema cannot know where the stack is, so an item may say {{ops_url}}.
  return items.map((item) => ({
    ...values,
    item: typeof item === "string" ? fillPlaceholders(item, { ops_url: opsUrl }) : item,
  }));
}

interface PreparedRequest {
  method: string;
  url: string;
  /** The address without a password, for the log. */
  shown: string;
  headers: Record<string, string>;
  body: string | undefined;
  status: number | undefined;
  withinMs: number | undefined;
  contains: string | undefined;
}

function prepare(step: HttpStep, values: PlaceholderValues, secrets: ReadonlyMap<string, string>): PreparedRequest {
  const fill = (text: string) => fillPlaceholders(text, values);
  // Only where nobody logs it: an address stands in logs of proxies and servers, too.
  const named = Object.fromEntries([...secrets].map(([name, value]) => [`secrets.${name}`, value]));
  const fillSecret = (text: string) => fillPlaceholders(text, { ...values, ...named });
  const optional = (value: string | number | undefined) =>
    value === undefined ? undefined : fillNumber(value, values);
  const address = fill(step.url);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new DefinitionError(`"${address}" is no http address`);
  const headers = Object.entries(step.headers).map(([name, value]) => [name, fillSecret(value)]);
  const { username, password } = url;
  url.username = url.password = "";
  if (username !== "") {
    const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
    headers.unshift(["authorization", `Basic ${basic}`]);
  }
  return {
    method: step.method,
    url: url.href,
    shown: url.href,
    headers: Object.fromEntries(headers),
    body: step.body === undefined ? undefined : fillSecret(step.body),
    status: optional(step.expect.status),
    withinMs: optional(step.expect.within_ms),
    contains: step.expect.contains === undefined ? undefined : fill(step.expect.contains),
  };
}

/** Undefined when the step's own timeout is what ends the request. An answer that may take longer is waited for as long. */
function limitMsOf(step: HttpStep, { withinMs = 0 }: PreparedRequest): number | undefined {
  return step.timeout_seconds === undefined ? Math.max(defaultRequestMs, withinMs) : undefined;
}

type Outcome = { ms: number } & ({ status: number; body: string; retryAfter: number } | { error: string });

async function send(
  { url, method, headers, body }: PreparedRequest,
  limitMs: number | undefined,
  stops: AbortSignal[],
): Promise<Outcome> {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  const timeout = limitMs === undefined ? undefined : AbortSignal.timeout(limitMs);
  try {
    const init = {
      method,
      headers,
      dispatcher: patientDispatcher(),
      signal: AbortSignal.any(timeout === undefined ? stops : [...stops, timeout]),
      ...(body === undefined ? {} : { body }),
    };
    const response = await fetch(url, init);
    const text = await beginningOf(response);
    const retryAfter = retryAfterSeconds(response.headers.get("retry-after"), Date.now());
    return { status: response.status, body: text, retryAfter, ms: ms() };
  } catch (error) {
    if (limitMs !== undefined && timeout?.aborted)
      return { error: `no response within ${limitMs / 1_000} s`, ms: ms() };
    return { error: messageOf(error instanceof Error && error.cause ? error.cause : error), ms: ms() };
  }
}

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    bytes += chunk.length;
    if (bytes >= bodyBytes) break;
  }
  return text;
}

function problemsOf(outcome: Outcome, expected: PreparedRequest): string[] {
  if ("error" in outcome) return [outcome.error];
  const { status, withinMs, contains } = expected;
  const problems: string[] = [];
  if (status === undefined ? outcome.status >= 400 : outcome.status !== status) {
    problems.push(`status ${outcome.status}, expected ${status ?? "below 400"}`);
  }
  if (withinMs !== undefined && outcome.ms > withinMs)
    problems.push(`took ${outcome.ms} ms, expected at most ${withinMs} ms`);
  if (contains !== undefined && !outcome.body.includes(contains)) problems.push(`does not contain "${contains}"`);
  return problems;
}
