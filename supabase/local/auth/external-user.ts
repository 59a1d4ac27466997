import type { TransactionSql } from "postgres";
import { AuthError, userBanned } from "./errors.ts";
import type { GithubProfile } from "./github.ts";
import { addIdentity, createUser, findUser, forgetUnconfirmed, type UserRow, updateUser } from "./users.ts";

const PROVIDER = "github";

/**
 * The user that a person at GitHub is: the one known by that identity; else the one with an address that GitHub has verified, which gets
 * the identity; else a new one. Throws AuthError when they may not sign in.
 */
export async function externalUser(db: TransactionSql, profile: GithubProfile): Promise<UserRow> {
  const user = (await known(db, profile)) ?? (await linked(db, profile)) ?? (await created(db, profile));
  if (user.is_banned) throw userBanned();
  return user;
}

async function known(db: TransactionSql, { id, metadata }: GithubProfile): Promise<UserRow | null> {
  const [identity] = await db<{ user_id: string }[]>`
    update auth.identities set identity_data = ${db.json(metadata)}, last_sign_in_at = now(), updated_at = now()
    where provider = ${PROVIDER} and provider_id = ${id} returning user_id`;
  return identity ? await updateUser(db, identity.user_id, { userMetadata: metadata }) : null;
}

async function linked(db: TransactionSql, { id, emails, metadata }: GithubProfile): Promise<UserRow | null> {
  for (const email of emails) {
    const user = await findUser(db, { email });
    if (!user) continue;
    // Whoever signed up with this address never showed that it is theirs: their password must not open this account.
    if (user.email_confirmed_at === null) await forgetUnconfirmed(db, user.id);
    await addIdentity(db, user.id, { provider: PROVIDER, providerId: id, data: metadata });
    const providers = user.raw_app_meta_data?.providers;
    const before = user.email_confirmed_at !== null && Array.isArray(providers) ? providers : [];
    return await updateUser(db, user.id, {
      isConfirmed: true,
      appMetadata: { providers: [...before, PROVIDER] },
      userMetadata: metadata,
    });
  }
  return null;
}

async function created(db: TransactionSql, { id, emails, metadata }: GithubProfile): Promise<UserRow> {
  const [email] = emails;
  if (email === undefined) {
    throw new AuthError(
      403,
      "provider_email_needs_verification",
      "Unverified email with github. Verify it there first",
    );
  }
  return await createUser(db, {
    email,
    passwordHash: null,
    isConfirmed: true,
    userMetadata: metadata,
    identity: { provider: PROVIDER, providerId: id, data: metadata },
  });
}
