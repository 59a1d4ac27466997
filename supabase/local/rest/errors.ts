import postgres from "postgres";

/** What PostgREST answers instead of a result. */
export interface PostgrestError {
  code: string;
  message: string;
  details?: string | null;
  hint?: string | null;
}

/** An error answer in PostgREST's shape. */
export function errorResponse(status: number, error: PostgrestError, headers: Record<string, string> = {}): Response {
  const { code, message, details = null, hint = null } = error;
  return new Response(JSON.stringify({ code, details, hint, message }), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/** HTTP status by exact SQLSTATE, then by class, as PostgREST maps them; anything else is 400. */
const BY_STATE: Record<string, number> = {
  "23503": 409,
  "23505": 409,
  "25006": 405,
  "42883": 404,
  "42P01": 404,
  "42P17": 500,
  "53400": 500,
  "57P01": 503,
  P0001: 400,
};
const BY_CLASS: Record<string, number> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "25": 500,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "53": 503,
  "54": 500,
  "55": 500,
  "57": 500,
  "58": 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

export interface RequestFacts {
  /** Without a user's token, being denied is 401: signing in may help. */
  isAnonymous: boolean;
  /** The table in the path; Postgres names a missing column with it, as it is in PostgREST's statements. */
  relation: string | null;
}

/** The answer for an error that the database raised. Null when it is not such an error. */
export function databaseError(error: unknown, { isAnonymous, relation }: RequestFacts): Response | null {
  if (!(error instanceof postgres.PostgresError)) return connectionError(error);
  const { code, message, detail: details, hint } = error;
  if (code === "PGRST") return raisedAnswer(message, details);
  const body = { code, message, details: details ?? null, hint: hint ?? null };
  if (code === "42501") {
    const challenge: Record<string, string> = isAnonymous ? { "www-authenticate": "Bearer" } : {};
    return errorResponse(isAnonymous ? 401 : 403, body, challenge);
  }
  if (code === "42703" && relation) {
    body.message = message.replace(/^column "([^"]+)" does not exist$/, `column ${relation}.$1 does not exist`);
  }
  const chosen = /^PT(\d{3})$/.exec(code)?.[1];
  if (chosen !== undefined) return errorResponse(validStatus(Number(chosen)), body);
  return errorResponse(BY_STATE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 400, body);
}

function validStatus(status: number): number {
  return status >= 200 && status <= 599 ? status : 500;
}

/** The database does not answer: PostgREST says so with 503, and clients retry. */
function connectionError(error: unknown): Response | null {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^(CONNECT|CONNECTION_|ECONN|EPIPE|ETIMEDOUT)/.test(code)) return null;
  return unavailable(code);
}

/** The answer while the database cannot be reached. */
export function unavailable(details: string): Response {
  const message = "Database connection error. Retrying the connection.";
  return errorResponse(503, { code: "PGRST000", message, details }, { "retry-after": "1" });
}

/** `raise sqlstate 'PGRST'` chooses status, headers and body itself: message and detail hold JSON. */
function raisedAnswer(message: string, detail: string | undefined): Response {
  try {
    const body = JSON.parse(message);
    const { status, headers } = JSON.parse(detail ?? "");
    if (typeof body.code !== "string" || typeof body.message !== "string" || typeof status !== "number") throw null;
    return errorResponse(validStatus(status), body, headers);
  } catch {
    const text = `Could not parse JSON in the "RAISE SQLSTATE 'PGRST'" error`;
    return errorResponse(500, { code: "PGRST121", message: text, details: message });
  }
}
