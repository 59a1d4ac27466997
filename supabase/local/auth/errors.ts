/** A refusal by the Auth service: HTTP status, code for programs, sentence for people. */
export class AuthError extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: object;

  constructor(status: number, code: string, message: string, extra: object = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

export const invalidCredentials = () => new AuthError(400, "invalid_credentials", "Invalid login credentials");
export const userBanned = () => new AuthError(400, "user_banned", "User is banned");
export const userNotFound = () => new AuthError(404, "user_not_found", "User not found");
export const emailExists = () =>
  new AuthError(422, "email_exists", "A user with this email address has already been registered");
export const validationFailed = (message: string) => new AuthError(400, "validation_failed", message);
export const badJwt = (message: string) => new AuthError(403, "bad_jwt", message);

const API_VERSION = "2024-01-01";

/** The answer in the form of the API version that the client asks for. */
export function authErrorResponse({ status, code, message, extra }: AuthError, request: Request): Response {
  const headers = { "x-sb-error-code": code };
  if ((request.headers.get("x-supabase-api-version") ?? "") >= API_VERSION) {
    const versioned = { ...headers, "x-supabase-api-version": API_VERSION };
    return Response.json({ code, message, ...extra }, { status, headers: versioned });
  }
  return Response.json({ code: status, error_code: code, msg: message, ...extra }, { status, headers });
}
