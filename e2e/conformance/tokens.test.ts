import type { Session } from "@supabase/supabase-js";
import { expect, test } from "vitest";
import { mintToken, needsSigningKey } from "./support/mint.ts";
import { accessToken, bearer, newPerson, visitor } from "./support/people.ts";

/** For so long the Auth service takes a used refresh token again, for clients that lost the answer (milliseconds). */
const GRACE_MS = 10_000;

async function refresh(refreshToken: string) {
  const { data, error } = await visitor().auth.refreshSession({ refresh_token: refreshToken });
  return { session: data.session, error };
}

async function refreshed(refreshToken: string): Promise<Session> {
  const { session, error } = await refresh(refreshToken);
  if (error || !session) throw error ?? new Error("refreshing gave no session");
  return session;
}

test("refreshing gives a new refresh token, and a token of the same session", async () => {
  const person = await newPerson();
  const before = await person.client.auth.getClaims();
  const { data, error } = await person.client.auth.getSession();
  expect(error).toBeNull();
  const session = await refreshed(data.session?.refresh_token ?? "");
  expect(session.refresh_token).not.toBe(data.session?.refresh_token);
  expect(session.user.id).toBe(person.id);
  const after = await person.client.auth.getClaims(session.access_token);
  expect(after.data?.claims.session_id).toBe(before.data?.claims.session_id);
});

test("a refresh token that nobody was given is refused", async () => {
  expect((await refresh("nobody-has-this")).error).toMatchObject({ status: 400, code: "refresh_token_not_found" });
});

test("a refresh token is used once: after the grace time it is refused", {
  timeout: 45_000,
}, async () => {
  const person = await newPerson();
  const { data } = await person.client.auth.getSession();
  const first = data.session?.refresh_token ?? "";
  const second = await refreshed(first);
  // The direct predecessor of the live token is taken again for ever, in case that answer was lost; an older one is not.
  await refreshed(second.refresh_token);
  const usedAt = Date.now();
  // Asking earlier would be within the grace, and would count as one more use.
  await expect
    .poll(() => Date.now() - usedAt, { timeout: 3 * GRACE_MS, interval: 500 })
    .toBeGreaterThan(GRACE_MS + 1_000);
  const again = await refresh(first);
  expect(again.session, "a used refresh token gave a session").toBeNull();
  expect(again.error).toMatchObject({ status: 400, code: "refresh_token_already_used" });
});

test("a token that has expired reads nothing", async (context) => {
  needsSigningKey(context);
  const person = await newPerson();
  await person.client.from("conformance_projects").insert({ name: "own" }).throwOnError();
  const read = (token: string) =>
    bearer(() => token)
      .from("conformance_projects")
      .select("name");
  const control = await read(await mintToken(person, 60));
  expect(control.data, "tokens made by the suite are not accepted at all").toEqual([{ name: "own" }]);
  const expired = await read(await mintToken(person, -10));
  expect(expired).toMatchObject({ data: null, error: expect.anything() });
});

test("a token that has expired is 401, and told so", async (context) => {
  needsSigningKey(context);
  const person = await newPerson();
  const expired = await mintToken(person, -10);
  const { status, error } = await bearer(() => expired)
    .from("conformance_projects")
    .select("id");
  expect(status).toBe(401);
  expect(error?.code).toMatch(/^PGRST30[13]$/);
  expect(error?.message).toMatch(/expired/i);
  const user = await visitor().auth.getUser(expired);
  expect(user.error).toMatchObject({ status: 403, code: "bad_jwt" });
});

test("a token that was altered reads nothing", async () => {
  const person = await newPerson();
  const [header, payload = "", signature] = (await accessToken(person)).split(".");
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  const altered = Buffer.from(JSON.stringify({ ...Object(claims), role: "service_role" })).toString("base64url");
  const { status, data } = await bearer(() => [header, altered, signature].join("."))
    .from("conformance_projects")
    .select("id");
  expect(status).toBe(401);
  expect(data).toBeNull();
});

test("a token without a signature reads nothing", async () => {
  const person = await newPerson();
  const payload = (await accessToken(person)).split(".")[1];
  const header = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
  const { status } = await bearer(() => `${header}.${payload}.`)
    .from("conformance_projects")
    .select("id");
  expect(status).toBe(401);
});
