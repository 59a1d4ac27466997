import type { ControlRoom, Credential } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeUser } from "../../../e2e/harness/factories.ts";
import { Scope } from "../../functions/_shared/contracts/api-key.ts";

/** Limits of an API key, as `api_keys` has them. */
export interface KeyLimits {
  session_ids?: number[];
  lane_ids?: number[];
}

/** A live API key that is limited to some sessions or lanes. */
export async function makeLimitedKey(room: ControlRoom, scopes: Scope[], limits: KeyLimits) {
  const key = await makeKey(room, scopes);
  const { session_ids = [], lane_ids = [] } = limits;
  await room.sql`
    update public.api_keys k set session_ids = ${session_ids}, lane_ids = ${lane_ids}
    from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
  return key;
}

export async function revokeKey({ sql }: ControlRoom, key_hash: string): Promise<void> {
  await sql`
    update public.api_keys k set revoked_at = now()
    from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key_hash}`;
}

export async function disableOperator({ sql }: ControlRoom, user_id: string): Promise<void> {
  await sql`update public.operators set disabled_at = now() where user_id = ${user_id}`;
}

/** One caller of every kind that permissions tell apart. */
export interface Callers {
  signedUp: { user_id: string };
  auditor: { user_id: string };
  operator: { user_id: string };
  admin: { user_id: string };
  disabledAdmin: { user_id: string };
  /** A key with exactly this scope. */
  keyWith: Record<Scope, { key_hash: string }>;
  /** A key with every scope but this. */
  keyWithout: Record<Scope, { key_hash: string }>;
  unknownKey: Credential;
  revokedKey: { key_hash: string };
}

export async function makeCallers(room: ControlRoom): Promise<Callers> {
  const admin = await makeUser(room, "admin");
  const disabledAdmin = await makeUser(room, "admin");
  await disableOperator(room, disabledAdmin.user_id);
  const revokedKey = await makeKey(room, [...Scope.options]);
  await revokeKey(room, revokedKey.key_hash);
  return {
    signedUp: await makeUser(room),
    auditor: await makeUser(room, "auditor"),
    operator: await makeUser(room, "operator"),
    admin,
    disabledAdmin,
    keyWith: await perScope((scope) => makeKey(room, [scope])),
    keyWithout: await perScope((scope) =>
      makeKey(
        room,
        Scope.options.filter((other) => other !== scope),
      ),
    ),
    unknownKey: { key_hash: "0".repeat(64) },
    revokedKey,
  };
}

async function perScope<Value>(make: (scope: Scope) => Promise<Value>): Promise<Record<Scope, Value>> {
  const entries = await Promise.all(Scope.options.map(async (scope) => [scope, await make(scope)] as const));
  return Object.fromEntries(entries) as Record<Scope, Value>; // every scope was just made
}
