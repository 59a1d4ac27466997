import { AuthError } from "./errors.ts";
import type { AuthSettings } from "./settings.ts";

/**
 * Where to send somebody back to: the address asked for if it is on the site's host, on this machine or in the list; else the site.
 * Anything else would hand a session's code to a stranger's page.
 */
export function redirectTarget(asked: string | undefined, { siteUrl, redirects }: AuthSettings): string {
  if (!asked || !URL.canParse(asked)) return siteUrl;
  const { protocol, hostname } = new URL(asked);
  if (protocol !== "http:" && protocol !== "https:") return siteUrl;
  if (hostname === new URL(siteUrl).hostname) return asked;
  if (/^(127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) return asked;
  const whole = asked.replace(/#.*$/, "");
  return redirects.some((pattern) => matches(pattern, whole)) ? asked : siteUrl;
}

/** `*`: anything but a dot or slash; `**`: anything. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split(/(\*\*?)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^./]*" : part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`).test(text);
}

/** The address with parameters in its query. */
export function withQuery(target: string, parameters: Record<string, string>): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** The address with parameters in its fragment, which no server sees. */
export function withFragment(target: string, parameters: Record<string, string>): string {
  const url = new URL(target);
  url.hash = new URLSearchParams(parameters).toString();
  return url.href;
}

/** A provider's own refusal, under the name that the protocol has for it. */
export class ProviderRefusal extends Error {
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

const OAUTH_ERRORS: Readonly<Record<number, string>> = {
  400: "invalid_request",
  401: "unauthorized_client",
  403: "access_denied",
  503: "temporarily_unavailable",
};

/** The address that says what went wrong, in query and fragment, as Auth does: clients look at either. */
export function withError(target: string, error: unknown): string {
  const told = toldOf(error);
  return withFragment(withQuery(target, told), told);
}

function toldOf(error: unknown): Record<string, string> {
  if (error instanceof ProviderRefusal) return { error: error.error, error_description: error.message };
  if (error instanceof AuthError) {
    const name = OAUTH_ERRORS[error.status] ?? "server_error";
    return { error: name, error_code: error.code, error_description: error.message };
  }
  console.error(error);
  return { error: "server_error", error_code: "unexpected_failure", error_description: "Internal Server Error" };
}
