import * as z from "zod";
import type { ConnectProblem, ConnectState } from "../../supabase/functions/_shared/contracts/setup-state.ts";

const TIMEOUT_MS = 5_000;

/** What Auth tells everybody who has the key; nothing else answers so. */
const AuthSettings = z.object({ external: z.record(z.string(), z.unknown()) });

/** Asks the project's gateway for what it answers with the publishable key alone. */
export async function checkGateway(url: string, key: string): Promise<ConnectState> {
  const { host } = new URL(url);
  const state = (problem: ConnectProblem | null, variable: string | null, detail: string | null): ConnectState => ({
    problem,
    variable,
    detail,
    host,
  });
  let response: Response;
  try {
    response = await fetch(`${url}/auth/v1/settings`, {
      headers: { apikey: key },
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    return state("unreachable", "SUPABASE_URL", causeOf(error));
  }
  if (response.status === 401 || response.status === 403) return state("key_refused", "SUPABASE_PUBLISHABLE_KEY", null);
  if (response.status >= 500) return state("unhealthy", "SUPABASE_URL", `HTTP ${response.status}`);
  const answer = AuthSettings.safeParse(await response.json().catch(() => null));
  if (response.ok && answer.success) return state(null, null, null);
  return state("not_supabase", "SUPABASE_URL", `HTTP ${response.status}`);
}

const causes: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name could not be looked up",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was cut",
  EHOSTUNREACH: "no way to that host",
  UND_ERR_CONNECT_TIMEOUT: "no answer in time",
};

/** Why a request got no answer, in words. */
export function causeOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") return "no answer in time";
  const cause = error instanceof Error ? error.cause : undefined;
  const code = z.object({ code: z.string() }).safeParse(cause).data?.code ?? "";
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code)) return "its certificate is not trusted";
  return causes[code] ?? "no answer";
}
