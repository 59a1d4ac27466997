import type { UserRow } from "./users.ts";

/** A user as the API tells: no hash, no internal columns. */
export function userView(user: UserRow) {
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email ?? "",
    email_confirmed_at: user.email_confirmed_at ?? undefined,
    phone: user.phone ?? "",
    confirmed_at: user.confirmed_at ?? undefined,
    last_sign_in_at: user.last_sign_in_at ?? undefined,
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    identities: user.identities,
    created_at: user.created_at,
    updated_at: user.updated_at,
    ...(user.banned_until === null ? {} : { banned_until: user.banned_until }),
    is_anonymous: user.is_anonymous,
  };
}
export type UserView = ReturnType<typeof userView>;
