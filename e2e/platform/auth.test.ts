/** Signing up, in and out as supabase-js does it, in projects with asymmetric and with shared keys. */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAuthProject } from "./support/auth-project.ts";
import { newSigning, type Project } from "./support/platform.ts";

const PASSWORD = "correct horse";
let counter = 0;
const newEmail = () => `user${++counter}@example.test`;

describe.each([
  ["ES256", newSigning],
  ["HS256", async () => ({ alg: "HS256" as const, secret: "shared secret of at least 32 characters" })],
])("a project that signs with %s", (alg, signing) => {
  let project: Project;
  beforeAll(async () => {
    project = await startAuthProject({ signing: await signing() });
    await project.sql.unsafe(`
      create function public.me() returns uuid language sql stable as 'select auth.uid()';
      grant execute on function public.me() to anon, authenticated`);
  });
  afterAll(() => project.stop());

  async function signUp(email = newEmail()) {
    const client = project.client();
    const { data, error } = await client.auth.signUp({ email, password: PASSWORD, options: { data: { name: "Ann" } } });
    expect(error).toBeNull();
    if (!data.session || !data.user) throw new Error("no session");
    return { client, email, session: data.session, user: data.user };
  }

  test("signing up opens a session without confirmation, and tables see the user", async () => {
    const { client, email, user } = await signUp();
    expect(user).toMatchObject({ email, aud: "authenticated", role: "authenticated", is_anonymous: false });
    expect(user.user_metadata.name).toBe("Ann");
    expect(user.app_metadata).toEqual({ provider: "email", providers: ["email"] });
    expect(user.identities?.[0]).toMatchObject({ provider: "email", user_id: user.id });
    expect(user).not.toHaveProperty("encrypted_password");
    expect((await client.rpc("me")).data).toBe(user.id);
  });

  test("the token has the hosted claims and is verified by getClaims", async () => {
    const { client, session, user, email } = await signUp();
    expect(decodeProtectedHeader(session.access_token).alg).toBe(alg);
    const claims = decodeJwt(session.access_token);
    expect(claims).toMatchObject({
      iss: `${project.url}/auth/v1`,
      aud: "authenticated",
      sub: user.id,
      role: "authenticated",
      aal: "aal1",
      email,
      phone: "",
      is_anonymous: false,
      app_metadata: { provider: "email" },
      user_metadata: { name: "Ann" },
      amr: [{ method: "password" }],
    });
    expect(claims.session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3_600);
    const verified = await client.auth.getClaims();
    expect(verified.error).toBeNull();
    expect(verified.data?.claims.sub).toBe(user.id);
  });

  test("the public keys are open to everybody and hold nothing private", async () => {
    const response = await fetch(`${project.url}/auth/v1/.well-known/jwks.json`);
    const { keys } = await response.json();
    expect(keys).toHaveLength(alg === "ES256" ? 1 : 0);
    for (const key of keys) expect(key).not.toHaveProperty("d");
  });

  test("signing in works with the right password and says the same about every wrong one", async () => {
    const { email } = await signUp();
    const client = project.client();
    expect((await client.auth.signInWithPassword({ email: email.toUpperCase(), password: PASSWORD })).error).toBeNull();
    const wrong = (await client.auth.signInWithPassword({ email, password: "wrong" })).error;
    const nobody = (await client.auth.signInWithPassword({ email: "no@example.test", password: "wrong" })).error;
    for (const error of [wrong, nobody]) {
      expect(error).toMatchObject({ status: 400, code: "invalid_credentials", message: "Invalid login credentials" });
    }
  });

  test("a second sign-up, a weak password and a broken address are refused by name", async () => {
    const { email } = await signUp();
    const { auth } = project.client();
    expect((await auth.signUp({ email, password: PASSWORD })).error).toMatchObject({
      status: 422,
      code: "user_already_exists",
    });
    const weak = (await auth.signUp({ email: newEmail(), password: "12345" })).error;
    expect(weak).toMatchObject({ name: "AuthWeakPasswordError", code: "weak_password", reasons: ["length"] });
    expect((await auth.signUp({ email: "nonsense", password: PASSWORD })).error?.code).toBe("validation_failed");
    expect((await auth.signInAnonymously()).error?.code).toBe("anonymous_provider_disabled");
  });

  test("a refresh gives a new pair and uses the old token up", async () => {
    const { client, session } = await signUp();
    const { data, error } = await client.auth.refreshSession();
    expect(error).toBeNull();
    expect(data.session?.refresh_token).not.toBe(session.refresh_token);
    expect(decodeJwt(data.session?.access_token ?? "").session_id).toBe(decodeJwt(session.access_token).session_id);
    const unknown = await client.auth.refreshSession({ refresh_token: "unknown" });
    expect(unknown.error?.code).toBe("refresh_token_not_found");
  });

  test("a lost answer to a refresh is given again", async () => {
    const { session } = await signUp();
    const refresh = () => project.client().auth.refreshSession({ refresh_token: session.refresh_token });
    const first = await refresh();
    expect((await refresh()).data.session?.refresh_token).toBe(first.data.session?.refresh_token);
  });

  test("an old refresh token that comes again ends the session for everybody", async () => {
    const { session } = await signUp();
    const refresh = (token: string) => project.client().auth.refreshSession({ refresh_token: token });
    const second = (await refresh(session.refresh_token)).data.session?.refresh_token ?? "";
    const third = (await refresh(second)).data.session?.refresh_token ?? "";
    await project.sql`
      update auth.refresh_tokens set updated_at = updated_at - interval '1 minute' where token = ${session.refresh_token}`;
    expect((await refresh(session.refresh_token)).error?.code).toBe("refresh_token_already_used");
    expect((await refresh(third)).error?.code).toBe("refresh_token_already_used");
  });

  test("parallel refreshes agree on one token", async () => {
    const { session } = await signUp();
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => project.client().auth.refreshSession({ refresh_token: session.refresh_token })),
    );
    expect(new Set(results.map(({ data }) => data.session?.refresh_token)).size).toBe(1);
  });

  test("signing out ends the session; other sessions go on unless all are meant", async () => {
    const { client, email, session } = await signUp();
    const other = project.client();
    await other.auth.signInWithPassword({ email, password: PASSWORD });
    expect((await client.auth.signOut({ scope: "local" })).error).toBeNull();
    const gone = await project.client().auth.getUser(session.access_token);
    expect(gone.error?.name).toBe("AuthSessionMissingError");
    expect((await project.client().auth.refreshSession({ refresh_token: session.refresh_token })).error?.code).toBe(
      "refresh_token_not_found",
    );
    expect((await other.auth.getUser()).error).toBeNull();
    await other.auth.signOut();
    expect((await project.sql`select from auth.sessions where user_id = ${session.user.id}`).count).toBe(0);
  });

  test("a user reads and changes the own account", async () => {
    const { client, email, user } = await signUp();
    const elsewhere = project.client();
    await elsewhere.auth.signInWithPassword({ email, password: PASSWORD });
    expect((await client.auth.getUser()).data.user?.email).toBe(email);
    const changed = await client.auth.updateUser({ data: { name: "Bea" }, password: "another secret" });
    expect(changed.data.user?.user_metadata.name).toBe("Bea");
    expect((await client.auth.updateUser({ password: "another secret" })).error?.code).toBe("same_password");
    expect((await project.client().auth.signInWithPassword({ email, password: "another secret" })).error).toBeNull();
    // Whoever knew the old password is signed out.
    expect((await elsewhere.auth.getUser()).error?.name).toBe("AuthSessionMissingError");
    const address = newEmail();
    expect((await client.auth.updateUser({ email: address })).data.user).toMatchObject({ id: user.id, email: address });
  });

  test("tokens that are expired, foreign or of nobody are refused", async () => {
    const { user } = await signUp();
    const { auth } = project.client();
    const expired = await project.tokens.sign({ sub: user.id, role: "authenticated" }, -10);
    expect((await auth.getUser(expired)).error).toMatchObject({ status: 403, code: "bad_jwt" });
    const nobody = await project.tokens.sign({ sub: "33333333-3333-4333-8333-333333333333" }, 60);
    expect((await auth.getUser(nobody)).error?.code).toBe("user_not_found");
    const bare = await fetch(`${project.url}/auth/v1/user`, { headers: { apikey: project.keys.publishable } });
    expect(bare.status).toBe(403);
  });

  test("the secret key administers users, the publishable key and users do not", async () => {
    const admin = project.client({ secret: true }).auth.admin;
    const email = newEmail();
    const made = await admin.createUser({
      email,
      password: PASSWORD,
      email_confirm: true,
      user_metadata: { name: "Op" },
      app_metadata: { team: "red" },
    });
    expect(made.error).toBeNull();
    const id = made.data.user?.id ?? "";
    expect(made.data.user?.app_metadata).toEqual({ provider: "email", providers: ["email"], team: "red" });
    expect((await admin.createUser({ email, password: PASSWORD })).error).toMatchObject({
      status: 422,
      code: "email_exists",
    });
    expect((await admin.getUserById(id)).data.user?.email).toBe(email);
    const page = await admin.listUsers({ page: 1, perPage: 2 });
    expect(page.data.users).toHaveLength(2);
    expect(page.data).toMatchObject({ nextPage: 2 });

    const client = project.client();
    await client.auth.signInWithPassword({ email, password: PASSWORD });
    expect((await admin.updateUserById(id, { ban_duration: "1h" })).error).toBeNull();
    expect((await project.client().auth.signInWithPassword({ email, password: PASSWORD })).error?.code).toBe(
      "user_banned",
    );
    expect((await client.auth.refreshSession()).error?.code).toBe("user_banned");
    await admin.updateUserById(id, { ban_duration: "none", password: "changed secret" });
    expect((await project.client().auth.signInWithPassword({ email, password: "changed secret" })).error).toBeNull();

    expect((await project.client().auth.admin.listUsers()).error).toMatchObject({ status: 403, code: "not_admin" });
    const { session } = await signUp();
    const asUser = await fetch(`${project.url}/auth/v1/admin/users`, {
      headers: { apikey: project.keys.secret, authorization: `Bearer ${session.access_token}` },
    });
    expect(asUser.status).toBe(403);

    expect((await admin.deleteUser(id)).error).toBeNull();
    expect((await admin.getUserById(id)).error).toMatchObject({ status: 404, code: "user_not_found" });
  });

  test("an unconfirmed user cannot sign in", async () => {
    const email = newEmail();
    await project.client({ secret: true }).auth.admin.createUser({ email, password: PASSWORD });
    const { error } = await project.client().auth.signInWithPassword({ email, password: PASSWORD });
    expect(error?.code).toBe("email_not_confirmed");
  });
});

test("refresh_token_reusable: with the fault an old refresh token works again", async () => {
  const project = await startAuthProject({ faults: ["refresh_token_reusable"] });
  const { data } = await project.client().auth.signUp({ email: newEmail(), password: PASSWORD });
  const first = data.session?.refresh_token ?? "";
  const refresh = (token: string) => project.client().auth.refreshSession({ refresh_token: token });
  const second = (await refresh(first)).data.session?.refresh_token ?? "";
  await refresh(second);
  await project.sql`update auth.refresh_tokens set updated_at = updated_at - interval '1 minute'`;
  expect((await refresh(first)).error).toBeNull();
  await project.stop();
});
