import { randomBytes, randomUUID } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import type { FaultName } from "../faults.ts";
import { AuthError } from "./errors.ts";
import { isUsedUp } from "./faults.ts";
import { withFragment } from "./redirects.ts";
import type { Tokens } from "./tokens.ts";
import { type UserView, userView } from "./user-view.ts";
import { findUser, type UserRow } from "./users.ts";

/** How long an access token is good (seconds). */
export const ACCESS_TOKEN_SECONDS = 3_600;
/** A used refresh token that comes again within this time is taken for a race of tabs, not for a theft (seconds). */
export const REUSE_SECONDS = 10;

/** The answer to everything that signs somebody in. */
export interface SessionView {
  access_token: string;
  token_type: "bearer";
  expires_in: number;
  expires_at: number;
  refresh_token: string;
  user: UserView;
}

/** How somebody proved who they are. */
export type Proof = "password" | "oauth" | "recovery" | "otp";

/** Opens a session. The user must be allowed to sign in. */
export async function openSession(
  db: TransactionSql,
  tokens: Tokens,
  user: UserRow,
  proof: Proof,
): Promise<SessionView> {
  const sessionId = randomUUID();
  await db`
    insert into auth.sessions (id, user_id, created_at, updated_at, aal) values (${sessionId}, ${user.id}, now(), now(), 'aal1')`;
  await db`
    insert into auth.mfa_amr_claims (id, session_id, authentication_method, created_at, updated_at)
    values (${randomUUID()}, ${sessionId}, ${proof}, now(), now())`;
  await db`update auth.users set last_sign_in_at = now() where id = ${user.id}`;
  const refreshToken = await issueRefreshToken(db, sessionId, user.id, null);
  const signedIn = (await findUser(db, { id: user.id })) ?? user;
  return await sessionView(db, tokens, signedIn, sessionId, refreshToken);
}

/** The address with a session in its fragment, for clients that keep no half of a code (the implicit flow). */
export function sessionInAddress(target: string, session: SessionView, more: Record<string, string> = {}): string {
  const { access_token, token_type, expires_in, expires_at, refresh_token } = session;
  const numbers = { expires_in: String(expires_in), expires_at: String(expires_at) };
  return withFragment(target, { access_token, token_type, refresh_token, ...numbers, ...more });
}

/** Ends sessions: this one, the others, or all of the user. */
export async function endSessions(db: Sql, userId: string, sessionId: string, scope: "global" | "local" | "others") {
  const which = { global: db``, local: db`and id = ${sessionId}`, others: db`and id <> ${sessionId}` }[scope];
  await db`delete from auth.sessions where user_id = ${userId} ${which}`;
}

interface RefreshRow {
  token: string;
  revoked: boolean;
  session_id: string;
  user_id: string;
  in_grace: boolean;
  active: string | null;
  active_parent: string | null;
}

/** Outcome of a refresh; a theft is told by value, so that the revocation it causes is committed. */
export type Refreshed = { session: SessionView } | { error: AuthError };

/**
 * Exchanges a refresh token for a new session answer. A token works once; coming again later it ends the whole session,
 * as GoTrue does: one of two holders must have stolen it.
 */
export async function refreshSession(
  db: TransactionSql,
  tokens: Tokens,
  token: string,
  faults: ReadonlySet<FaultName>,
): Promise<Refreshed> {
  const [known] = await db<{ session_id: string }[]>`select session_id from auth.refresh_tokens where token = ${token}`;
  if (!known) return { error: notFound() };
  // Refreshes of one session take turns, or two of them could use up the same token.
  await db`select from auth.sessions where id = ${known.session_id} for update`;
  const [row] = await db<RefreshRow[]>`
    select t.token, t.revoked, t.session_id, s.user_id, t.updated_at + make_interval(secs => ${REUSE_SECONDS}) > now() as in_grace,
      a.token as active, a.parent as active_parent
    from auth.refresh_tokens t
    join auth.sessions s on s.id = t.session_id
    left join lateral (
      select token, parent from auth.refresh_tokens
      where session_id = t.session_id and not revoked order by id desc limit 1
    ) a on true
    where t.token = ${token}`;
  const user = row && (await findUser(db, { id: row.user_id }));
  if (!row || !user) return { error: notFound() };
  if (user.is_banned) return { error: new AuthError(400, "user_banned", "Invalid Refresh Token: User Banned") };

  // The answer to its first use may have been lost: the client gets the same token again.
  const isRepeated = row.revoked && row.active !== null && row.active_parent === token;
  // A session without any live token was ended by a theft: nothing brings it back.
  const isRace = row.in_grace && row.active !== null;
  if (isUsedUp(faults, row.revoked) && !isRepeated && !isRace) {
    await db`update auth.refresh_tokens set revoked = true where session_id = ${row.session_id} and not revoked`;
    return { error: new AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used") };
  }
  const next = isRepeated && row.active ? row.active : await replaceToken(db, row);
  await db`update auth.sessions set refreshed_at = now(), updated_at = now() where id = ${row.session_id}`;
  return { session: await sessionView(db, tokens, user, row.session_id, next) };
}

async function replaceToken(db: TransactionSql, { session_id, user_id, token }: RefreshRow): Promise<string> {
  await db`update auth.refresh_tokens set revoked = true, updated_at = now() where token = ${token} and not revoked`;
  return await issueRefreshToken(db, session_id, user_id, token);
}

async function issueRefreshToken(db: TransactionSql, sessionId: string, userId: string, parent: string | null) {
  const token = randomBytes(18).toString("base64url");
  await db`
    insert into auth.refresh_tokens (token, user_id, session_id, parent, revoked, created_at, updated_at)
    values (${token}, ${userId}, ${sessionId}, ${parent}, false, now(), now())`;
  return token;
}

async function sessionView(
  db: TransactionSql,
  tokens: Tokens,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
): Promise<SessionView> {
  // Sessions from before proofs were kept began with a password.
  const [session] = await db<{ since: number; proof: string }[]>`
    select extract(epoch from s.created_at)::bigint::float8 as since, coalesce(c.authentication_method, 'password') as proof
    from auth.sessions s left join auth.mfa_amr_claims c on c.session_id = s.id where s.id = ${sessionId}`;
  const view = userView(user);
  const claims = {
    sub: user.id,
    aud: user.aud,
    role: user.role,
    email: view.email,
    phone: view.phone,
    app_metadata: view.app_metadata,
    user_metadata: view.user_metadata,
    aal: "aal1",
    amr: [{ method: session?.proof ?? "password", timestamp: session?.since ?? 0 }],
    session_id: sessionId,
    is_anonymous: user.is_anonymous,
  };
  return {
    access_token: await tokens.sign(claims, ACCESS_TOKEN_SECONDS),
    token_type: "bearer",
    expires_in: ACCESS_TOKEN_SECONDS,
    expires_at: Math.floor(Date.now() / 1_000) + ACCESS_TOKEN_SECONDS,
    refresh_token: refreshToken,
    user: view,
  };
}

const notFound = () => new AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
