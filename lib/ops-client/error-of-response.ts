import { ErrorBody, type ErrorCode } from "../../supabase/functions/_shared/contracts/errors.ts";
import { OpsError } from "./errors.ts";

/** What a gateway's own answer, which is not in our form, means. */
const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: "invalid_input",
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "payload_too_large",
};

/** The error that a response which is not 2xx stands for. `body` is its parsed JSON, or undefined when it has none. */
export function errorOfResponse(response: Response, body: unknown, requestId: string): OpsError {
  const { status } = response;
  const told = ErrorBody.safeParse(body);
  const retryable = status >= 500 || status === 429;
  const common = { status, retryable, retryAfterMs: retryAfterMs(response.headers.get("retry-after")) };
  if (told.success) {
    const { code, message, remedy, request_id } = told.data.error;
    return new OpsError({ ...common, code, message, remedy, requestId: request_id });
  }
  const code = byStatus[status] ?? "unavailable";
  return new OpsError({ ...common, code, message: `The server answered ${status} without saying why`, requestId });
}

/** `Retry-After` is seconds or a date. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
