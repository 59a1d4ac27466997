import { expect, test } from "vitest";
import { newCredentials, newPerson, visitor } from "./support/people.ts";
import { target } from "./support/target.ts";

test("who signs up has a session at once and an account of their own", async () => {
  const client = visitor();
  const credentials = newCredentials();
  const { data, error } = await client.auth.signUp({ ...credentials, options: { data: { nickname: "Ada" } } });
  expect(error).toBeNull();
  expect(data.session, "the project must not ask for e-mail confirmation").not.toBeNull();
  expect(data.user).toMatchObject({
    email: credentials.email,
    role: "authenticated",
    aud: "authenticated",
    is_anonymous: false,
    user_metadata: { nickname: "Ada" },
    app_metadata: { provider: "email", providers: ["email"] },
  });
  const user = await client.auth.getUser();
  expect(user.data.user?.id).toBe(data.user?.id);
});

test("an address signs up once", async () => {
  const person = await newPerson();
  const { error } = await visitor().auth.signUp({ email: person.email, password: `${person.password}-other` });
  expect(error).toMatchObject({ status: 422, code: "user_already_exists" });
});

test("a password that is too short is refused", async () => {
  const { error } = await visitor().auth.signUp({ email: newCredentials().email, password: "abc" });
  expect(error).toMatchObject({ status: 422, code: "weak_password" });
});

test("who signs in gets a token for an hour at most a day, and a refresh token", async () => {
  const person = await newPerson();
  const client = visitor();
  const { data, error } = await client.auth.signInWithPassword(person);
  expect(error).toBeNull();
  expect(data.session).toMatchObject({ token_type: "bearer", refresh_token: expect.stringMatching(/.{8,}/) });
  expect(data.session?.expires_in).toBeGreaterThan(0);
  expect(data.session?.expires_in).toBeLessThanOrEqual(24 * 3_600);
  expect(data.session?.expires_at).toBeGreaterThan(Date.now() / 1_000);
  expect(data.user?.id).toBe(person.id);
});

test("a wrong password and an unknown address are refused alike", async () => {
  const person = await newPerson();
  const wrong = await visitor().auth.signInWithPassword({ email: person.email, password: "not-the-password" });
  const unknown = await visitor().auth.signInWithPassword(newCredentials());
  for (const { data, error } of [wrong, unknown]) {
    expect(data.session).toBeNull();
    expect(error).toMatchObject({ status: 400, code: "invalid_credentials", message: "Invalid login credentials" });
  }
});

test("the claims of a session are verified on this side, with the project's public keys", async () => {
  const asked: string[] = [];
  const person = await newPerson({
    global: {
      fetch: (input, init) => {
        asked.push(new URL(input instanceof Request ? input.url : input).pathname);
        return fetch(input, init);
      },
    },
  });
  const { data, error } = await person.client.auth.getClaims();
  expect(error).toBeNull();
  expect(data?.header.alg).toMatch(/^(ES|RS)256$/);
  expect(data?.claims).toMatchObject({
    sub: person.id,
    email: person.email,
    role: "authenticated",
    aud: "authenticated",
    aal: "aal1",
    is_anonymous: false,
    session_id: expect.any(String),
    app_metadata: { provider: "email" },
    user_metadata: expect.any(Object),
    amr: [{ method: "password", timestamp: expect.any(Number) }],
  });
  expect(data?.claims.iss).toBe(`${target().url}/auth/v1`);
  expect(asked).toContain("/auth/v1/.well-known/jwks.json");
  expect(asked).not.toContain("/auth/v1/user");
});

test("a person changes their own data and password", async () => {
  const person = await newPerson();
  const changed = await person.client.auth.updateUser({ data: { nickname: "Grace" }, password: "a-new-Password-1" });
  expect(changed.error).toBeNull();
  expect(changed.data.user?.user_metadata).toMatchObject({ nickname: "Grace" });
  const before = await visitor().auth.signInWithPassword(person);
  expect(before.error).toMatchObject({ code: "invalid_credentials" });
  const after = await visitor().auth.signInWithPassword({ email: person.email, password: "a-new-Password-1" });
  expect(after.error).toBeNull();
});

test("who signed out cannot refresh any more", async () => {
  const person = await newPerson();
  const { data } = await person.client.auth.getSession();
  expect((await person.client.auth.signOut()).error).toBeNull();
  const { error } = await visitor().auth.refreshSession({ refresh_token: data.session?.refresh_token ?? "" });
  expect(error?.status).toBe(400);
  expect(error?.code).toMatch(/^(refresh_token_not_found|session_not_found)$/);
});

test("something that is no token has no user", async () => {
  const { data, error } = await visitor().auth.getUser("not.a.token");
  expect(data.user).toBeNull();
  expect([401, 403]).toContain(error?.status);
  expect(error?.code).toBe("bad_jwt");
});
