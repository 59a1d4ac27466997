import { Hono } from "hono";
import type { Sql, TransactionSql } from "postgres";
import type { FaultName } from "../faults.ts";
import { AuthError, invalidCredentials, userBanned, userNotFound, validationFailed } from "./errors.ts";
import { redeemCode } from "./flow-state.ts";
import { checkPassword, hashPassword, passwordMatches } from "./password.ts";
import * as requests from "./requests.ts";
import { endSessions, openSession, refreshSession } from "./sessions.ts";
import type { AuthSettings } from "./settings.ts";
import type { Tokens } from "./tokens.ts";
import { userView } from "./user-view.ts";
import { createUser, findUser, type UserChanges, type UserRow, updateUser } from "./users.ts";

export interface AuthContext {
  sql: Sql;
  tokens: Tokens;
  settings: AuthSettings;
  faults: ReadonlySet<FaultName>;
}

/** What people do with their own account: sign up, in and out, refresh, read and change themselves. */
export function userRoutes({ sql, tokens, faults }: AuthContext): Hono {
  const app = new Hono();

  app.post("/signup", async (context) => {
    const body = await requests.readBody(context, requests.SignUp);
    if (!body.email && !body.password) {
      throw new AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled");
    }
    if (body.phone) throw new AuthError(400, "phone_provider_disabled", "Phone signups are disabled");
    if (!body.password) throw validationFailed("Signup requires a valid password");
    const email = requests.validEmail(body.email);
    checkPassword(body.password);
    const passwordHash = await hashPassword(sql, body.password);
    const session = await sql.begin(async (db) => {
      const known = await findUser(db, { email });
      if (known) throw new AuthError(422, "user_already_exists", "User already registered");
      const metadata = { ...body.data, email, phone_verified: false };
      const user = await createUser(db, { email, passwordHash, isConfirmed: true, userMetadata: metadata });
      return await openSession(db, tokens, user, "password");
    });
    return context.json(session);
  });

  app.post("/token", async (context) => {
    const grant = context.req.query("grant_type");
    if (grant === "password") {
      const { email, password } = await requests.readBody(context, requests.PasswordGrant);
      return context.json(await signIn(email.trim().toLowerCase(), password));
    }
    if (grant === "refresh_token") {
      const { refresh_token } = await requests.readBody(context, requests.RefreshGrant);
      if (!refresh_token) throw validationFailed("Refresh token is not valid");
      const result = await sql.begin((db) => refreshSession(db, tokens, refresh_token, faults));
      if ("error" in result) throw result.error;
      return context.json(result.session);
    }
    if (grant === "pkce") {
      const { auth_code, code_verifier } = await requests.readBody(context, requests.PkceGrant);
      return context.json(await sql.begin((db) => redeemed(db, auth_code, code_verifier)));
    }
    throw new AuthError(400, "invalid_credentials", "unsupported_grant_type");
  });

  /** The session that a code stands for. */
  async function redeemed(db: TransactionSql, code: string, verifier: string) {
    const { userId, method } = await redeemCode(db, code, verifier);
    const user = await findUser(db, { id: userId });
    if (!user) throw userNotFound();
    if (user.is_banned) throw userBanned();
    return await openSession(db, tokens, user, method);
  }

  async function signIn(email: string, password: string) {
    const user = await findUser(sql, { email });
    if (!(await passwordMatches(sql, password, user?.encrypted_password ?? null)) || !user) throw invalidCredentials();
    if (user.is_banned) throw userBanned();
    if (user.email_confirmed_at === null) throw new AuthError(400, "email_not_confirmed", "Email not confirmed");
    return await sql.begin((db) => openSession(db, tokens, user, "password"));
  }

  /** The user of the token, whose session must still be open. */
  async function currentUser(headers: Headers): Promise<{ user: UserRow; sessionId: string }> {
    const { userId, sessionId } = await requests.signedInUser(headers, tokens);
    const user = await findUser(sql, { id: userId });
    if (!user) throw new AuthError(403, "user_not_found", "User from sub claim in JWT does not exist");
    const [session] = await sql`select from auth.sessions where id = ${sessionId} and user_id = ${userId}`;
    if (!session) {
      throw new AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist");
    }
    return { user, sessionId };
  }

  app.get("/user", async (context) => context.json(userView((await currentUser(context.req.raw.headers)).user)));

  app.put("/user", async (context) => {
    const { user, sessionId } = await currentUser(context.req.raw.headers);
    const body = await requests.readBody(context, requests.UserUpdate);
    const changes: UserChanges = { userMetadata: body.data ?? undefined };
    if (body.email !== undefined) changes.email = requests.validEmail(body.email);
    if (body.password !== undefined) {
      checkPassword(body.password);
      if (await passwordMatches(sql, body.password, user.encrypted_password)) {
        throw new AuthError(422, "same_password", "New password should be different from the old password.");
      }
      changes.passwordHash = await hashPassword(sql, body.password);
    }
    const changed = await sql.begin((db) => updateUser(db, user.id, changes));
    if (body.password !== undefined) await endSessions(sql, user.id, sessionId, "others");
    return context.json(userView(changed));
  });

  app.post("/logout", async (context) => {
    const { user, sessionId } = await currentUser(context.req.raw.headers);
    await endSessions(sql, user.id, sessionId, requests.LogoutScope.parse(context.req.query("scope")));
    return context.body(null, 204);
  });

  return app;
}
