import { randomUUID } from "node:crypto";
import { createClient, type SupabaseClient, type SupabaseClientOptions } from "@supabase/supabase-js";
import { target } from "./target.ts";

/** Addresses of the people this suite makes; the teardown removes whoever has one. */
export const EMAIL_PREFIX = "conformance-";
export const EMAIL_DOMAIN = "example.com";

/** Someone with an account and a session of their own. */
export interface Person {
  id: string;
  email: string;
  password: string;
  client: SupabaseClient;
}

type Options = SupabaseClientOptions<"public">;

/** A client of the project without a session. Nothing is stored and nothing refreshes by itself. */
export function clientWith(key: string, options: Options = {}): SupabaseClient {
  return createClient(target().url, key, { auth: { persistSession: false, autoRefreshToken: false }, ...options });
}

/** What a visitor's browser has: the publishable key and no session. */
export function visitor(options: Options = {}): SupabaseClient {
  return clientWith(target().publishableKey, options);
}

/** What a trusted server has: the secret key. */
export function server(): SupabaseClient {
  return clientWith(target().secretKey);
}

/** A client that shows the token that `token` answers at the moment, as programs with tokens of their own do. */
export function bearer(token: () => string, options: Options = {}): SupabaseClient {
  return createClient(target().url, target().publishableKey, { ...options, accessToken: async () => token() });
}

/** An address and a password that nobody has yet. */
export function newCredentials(): { email: string; password: string } {
  return { email: `${EMAIL_PREFIX}${randomUUID()}@${EMAIL_DOMAIN}`, password: `Pw-${randomUUID()}` };
}

/** A new person, made with the secret key (so no e-mail has to be confirmed) and signed in. */
export async function newPerson(options: Options = {}): Promise<Person> {
  const { email, password } = newCredentials();
  const made = await server().auth.admin.createUser({ email, password, email_confirm: true });
  if (made.error) throw made.error;
  const client = visitor(options);
  const signedIn = await client.auth.signInWithPassword({ email, password });
  if (signedIn.error) throw signedIn.error;
  return { id: signedIn.data.user.id, email, password, client };
}

/** The person's access token at the moment. */
export async function accessToken(person: Person): Promise<string> {
  const { data } = await person.client.auth.getSession();
  if (!data.session) throw new Error("the person has no session");
  return data.session.access_token;
}
