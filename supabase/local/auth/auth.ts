import { Hono } from "hono";
import postgres from "postgres";
import { type FaultName, NO_FAULTS } from "../faults.ts";
import { adminRoutes } from "./admin-routes.ts";
import { AuthError, authErrorResponse } from "./errors.ts";
import { externalRoutes } from "./external-routes.ts";
import { recoveryRoutes } from "./recovery-routes.ts";
import { type AuthSettings, NO_SETTINGS } from "./settings.ts";
import type { Tokens } from "./tokens.ts";
import { userRoutes } from "./user-routes.ts";

export interface AuthOptions {
  /** Role `supabase_auth_admin`. */
  databaseUrl: string;
  tokens: Tokens;
  /** GitHub and mail; neither without it. */
  settings?: AuthSettings;
  faults?: ReadonlySet<FaultName>;
}

export interface Auth {
  /** Serves a request below /auth/v1 whose Authorization header the gateway has filled in. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** Ways to sign in that are not served here. */
const NOT_HERE = ["/otp", "/magiclink", "/resend", "/invite", "/sso"];

/**
 * The auth API of a project: passwords, sessions, users and their administration, GitHub, a new password by mail; without email confirmation.
 * It is written anew because @supabase/lite's has neither asymmetric tokens, nor the hosted claims, nor an admin API.
 */
export function createAuth({ databaseUrl, tokens, settings = NO_SETTINGS, faults = NO_FAULTS }: AuthOptions): Auth {
  const sql = postgres(databaseUrl, { max: 4, connect_timeout: 5, idle_timeout: 60, onnotice: () => undefined });
  const context = { sql, tokens, settings, faults };
  const recovery = recoveryRoutes(context);
  const app = new Hono().basePath("/auth/v1");

  app.get("/.well-known/jwks.json", (c) => {
    c.header("cache-control", "public, max-age=600");
    return c.json(tokens.jwks);
  });
  app.get("/health", (c) => c.json({ name: "GoTrue", version: "local", description: "Auth of the local platform" }));
  app.get("/settings", (c) => c.json(settingsOf(settings)));
  app.route("/admin", adminRoutes(context));
  app.route("/", userRoutes(context));
  app.route("/", externalRoutes(context));
  app.route("/", recovery.app);
  for (const path of NOT_HERE) {
    app.all(path, () => {
      throw new AuthError(
        422,
        "email_provider_disabled",
        "The local platform has no magic links, codes or SSO: use a password",
      );
    });
  }
  app.notFound((c) => authErrorResponse(new AuthError(404, "not_found", "Not found"), c.req.raw));
  app.onError((error, c) => authErrorResponse(asAuthError(error), c.req.raw));

  return {
    fetch: async (request) => await app.fetch(request),
    close: () => {
      recovery.close();
      return sql.end({ timeout: 2 });
    },
  };
}

function settingsOf({ github }: AuthSettings) {
  return {
    external: { email: true, phone: false, anonymous_users: false, github: github !== undefined },
    disable_signup: false,
    mailer_autoconfirm: true,
    phone_autoconfirm: false,
    sms_provider: "",
    saml_enabled: false,
  };
}

function asAuthError(error: unknown): AuthError {
  if (error instanceof AuthError) return error;
  // A user that other tables refer to is the one refusal of the database that callers can cause.
  if (error instanceof postgres.PostgresError && !/^(08|53|57)/.test(error.code)) {
    return new AuthError(500, "unexpected_failure", `Database error: ${error.message}`);
  }
  console.error(error);
  // Clients repeat what is answered by 503.
  return new AuthError(503, "unexpected_failure", "The database cannot be reached");
}
