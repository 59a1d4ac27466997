import { randomUUID } from "node:crypto";
import type { JSONValue, Sql, TransactionSql } from "postgres";
import { emailExists, userNotFound } from "./errors.ts";

type Json = Record<string, JSONValue>;

/** A row of auth.users, as far as this service goes. Times as Postgres prints them in JSON. */
export interface UserRow {
  id: string;
  aud: string;
  role: string;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_confirmed_at: string | null;
  confirmed_at: string | null;
  last_sign_in_at: string | null;
  banned_until: string | null;
  is_banned: boolean;
  raw_app_meta_data: Json | null;
  raw_user_meta_data: Json | null;
  identities: Json[];
  created_at: string;
  updated_at: string;
  is_anonymous: boolean;
}

type Db = Sql | TransactionSql;

/** Selects users as one JSON document each, so that times come in ISO form. */
const selectUsers = (db: Db) => db`
  select to_jsonb(u) || jsonb_build_object(
    'is_banned', coalesce(u.banned_until > now(), false),
    'identities', coalesce((
      select jsonb_agg(jsonb_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id,
        'identity_data', i.identity_data, 'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at,
        'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email) order by i.created_at)
      from auth.identities i where i.user_id = u.id), '[]')
  ) as row
  from auth.users u`;

export async function findUser(db: Db, by: { id: string } | { email: string }): Promise<UserRow | null> {
  const condition = "id" in by ? db`u.id = ${by.id}` : db`u.email = ${by.email} and not u.is_sso_user`;
  const [found] = await db<{ row: UserRow }[]>`${selectUsers(db)} where ${condition} and u.deleted_at is null`;
  return found?.row ?? null;
}

export async function listUsers(db: Db, page: number, perPage: number): Promise<{ users: UserRow[]; total: number }> {
  const rows = await db<{ row: UserRow }[]>`
    ${selectUsers(db)} where u.deleted_at is null
    order by u.created_at desc, u.id limit ${perPage} offset ${(page - 1) * perPage}`;
  const [count] = await db<{ total: number }[]>`
    select count(*)::int as total from auth.users where deleted_at is null`;
  return { users: rows.map(({ row }) => row), total: count?.total ?? 0 };
}

export interface NewUser {
  id?: string | undefined;
  email: string;
  passwordHash: string | null;
  isConfirmed: boolean;
  role?: string | undefined;
  appMetadata?: Json | undefined;
  userMetadata?: Json | undefined;
  /** Who vouches for them; without it, the address itself. */
  identity?: Identity | undefined;
}

export interface Identity {
  provider: string;
  /** The provider's own name for the person. */
  providerId: string;
  data: Json;
}

/** Throws AuthError `email_exists`. */
export async function createUser(db: TransactionSql, user: NewUser): Promise<UserRow> {
  const { id = randomUUID(), email, passwordHash, isConfirmed, role = "authenticated" } = user;
  const ofAddress = { sub: id, email, email_verified: isConfirmed, phone_verified: false };
  const identity = user.identity ?? { provider: "email", providerId: id, data: ofAddress };
  const app = { provider: identity.provider, providers: [identity.provider], ...user.appMetadata };
  const inserted = await db`
    insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
      raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
    values ('00000000-0000-0000-0000-000000000000', ${id}, 'authenticated', ${role}, ${email}, ${passwordHash ?? ""},
      ${isConfirmed ? db`now()` : null}, ${db.json(app)},
      ${db.json({ ...user.userMetadata, email_verified: isConfirmed })}, now(), now())
    on conflict do nothing`;
  if (inserted.count === 0) throw emailExists();
  await addIdentity(db, id, identity);
  return await existing(db, id);
}

/** Another way in for a user. */
export async function addIdentity(db: TransactionSql, userId: string, identity: Identity): Promise<void> {
  const { provider, providerId, data } = identity;
  await db`
    insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
    values (${providerId}, ${userId}, ${db.json(data)}, ${provider}, now(), now(), now())`;
}

/** Takes away what an unconfirmed address opens: password, identities and sessions. */
export async function forgetUnconfirmed(db: TransactionSql, id: string): Promise<void> {
  await db`update auth.users set encrypted_password = '' where id = ${id}`;
  await db`delete from auth.identities where user_id = ${id}`;
  await db`delete from auth.sessions where user_id = ${id}`;
}

export interface UserChanges {
  email?: string | undefined;
  passwordHash?: string | undefined;
  isConfirmed?: boolean | undefined;
  role?: string | undefined;
  /** Merged; null removes a key. */
  appMetadata?: Json | undefined;
  userMetadata?: Json | undefined;
  /** Seconds from now; 0 lifts a ban. */
  banSeconds?: number | undefined;
}

/** Throws AuthError `user_not_found`, `email_exists`. */
export async function updateUser(db: TransactionSql, id: string, changes: UserChanges): Promise<UserRow> {
  const { email, passwordHash, isConfirmed, role, banSeconds } = changes;
  const before = await existing(db, id);
  if (email !== undefined && email !== before.email) {
    if (await findUser(db, { email })) throw emailExists();
    await db`
      update auth.identities set identity_data = identity_data || ${db.json({ email })}, updated_at = now()
      where user_id = ${id} and provider = 'email'`;
  }
  await db`
    update auth.users set
      email = ${email ?? before.email},
      encrypted_password = ${passwordHash ?? before.encrypted_password},
      email_confirmed_at = ${isConfirmed ? db`coalesce(email_confirmed_at, now())` : db`email_confirmed_at`},
      role = ${role ?? before.role},
      raw_app_meta_data = ${db.json(merged(before.raw_app_meta_data, changes.appMetadata))},
      raw_user_meta_data = ${db.json(merged(before.raw_user_meta_data, changes.userMetadata))},
      banned_until = ${banUntil(db, banSeconds)},
      updated_at = now()
    where id = ${id}`;
  return await existing(db, id);
}

/** Deletes the user with sessions and identities. Throws AuthError `user_not_found`. */
export async function deleteUser(db: Db, id: string): Promise<void> {
  const { count } = await db`delete from auth.users where id = ${id}`;
  if (count === 0) throw userNotFound();
}

async function existing(db: Db, id: string): Promise<UserRow> {
  const user = await findUser(db, { id });
  if (!user) throw userNotFound();
  return user;
}

function merged(before: Json | null, changes: Json = {}): Json {
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null));
}

function banUntil(db: Db, seconds: number | undefined) {
  if (seconds === undefined) return db`banned_until`;
  return seconds > 0 ? db`now() + make_interval(secs => ${seconds})` : null;
}
