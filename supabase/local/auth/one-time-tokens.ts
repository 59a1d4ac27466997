import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { TransactionSql } from "postgres";

/** How long a link works (seconds). */
const LINK_SECONDS = 3_600;
/** How long somebody waits for the next mail (seconds). */
export const MAIL_PAUSE_SECONDS = 60;
/** Begins the token of a link whose browser keeps the other half (PKCE). */
export const PKCE_PREFIX = "pkce_";

/** Makes a link's token for setting a new password; one that was sent before works no more. Only its hash is kept. */
export async function issueRecoveryToken(
  db: TransactionSql,
  { id, email }: { id: string; email: string },
  isPkce: boolean,
): Promise<string> {
  const token = `${isPkce ? PKCE_PREFIX : ""}${randomBytes(28).toString("hex")}`;
  await db`delete from auth.one_time_tokens where user_id = ${id} and token_type = 'recovery_token'`;
  await db`
    insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
    values (${randomUUID()}, ${id}, 'recovery_token', ${hashOf(token)}, ${email})`;
  await db`update auth.users set recovery_sent_at = now() where id = ${id}`;
  return token;
}

/** Uses a token up. Null when there is none such, or it is too old, or the address has changed since. */
export async function useRecoveryToken(db: TransactionSql, token: string): Promise<string | null> {
  const [used] = await db<{ user_id: string; works: boolean }[]>`
    delete from auth.one_time_tokens t using auth.users u
    where t.token_hash = ${hashOf(token)} and t.token_type = 'recovery_token' and u.id = t.user_id
    returning t.user_id,
      u.recovery_sent_at + make_interval(secs => ${LINK_SECONDS}) > now() and u.email = t.relates_to as works`;
  return used?.works ? used.user_id : null;
}

/** Seconds until this user may be sent the next mail; 0 or less: now. Holds the user until the transaction ends. */
export async function secondsUntilMail(db: TransactionSql, userId: string): Promise<number> {
  const [row] = await db<{ wait: number }[]>`
    select coalesce(ceil(extract(epoch from recovery_sent_at + make_interval(secs => ${MAIL_PAUSE_SECONDS}) - now())), 0)::int as wait
    from auth.users where id = ${userId} for update`;
  return row?.wait ?? 0;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
