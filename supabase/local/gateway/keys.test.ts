import { expect, test } from "vitest";
import { createTokens } from "../auth/tokens.ts";
import { admit, newApiKeys, roleOfKey } from "./keys.ts";

const keys = newApiKeys();
const tokens = await createTokens({ signing: { alg: "HS256", secret: "s".repeat(32) }, issuer: "http://x/auth/v1" });
const request = (headers: Record<string, string>, path = "/rest/v1/t") =>
  new Request(`http://127.0.0.1:1${path}`, { headers });

async function admitted(headers: Record<string, string>, path?: string): Promise<Request> {
  const result = await admit(request(headers, path), keys, tokens);
  if (result instanceof Response) throw new Error(`refused: ${await result.text()}`);
  return result;
}

async function refused(headers: Record<string, string>, path?: string) {
  const result = await admit(request(headers, path), keys, tokens);
  if (result instanceof Request) throw new Error("admitted");
  return { status: result.status, body: await result.json() };
}

const roleOf = async (sent: Request) =>
  (await tokens.verify(sent.headers.get("authorization")?.slice("Bearer ".length) ?? "")).role;

test("keys have Supabase's form and are different every time", () => {
  expect(keys.publishable).toMatch(/^sb_publishable_[\w-]{22}_[\w-]{8}$/);
  expect(keys.secret).toMatch(/^sb_secret_[\w-]{22}_[\w-]{8}$/);
  expect(newApiKeys()).not.toEqual(keys);
  expect(roleOfKey(keys, `${keys.secret}x`)).toBeNull();
});

test("a key without Authorization becomes the key's role, in a header or in the address", async () => {
  expect(await roleOf(await admitted({ apikey: keys.publishable }))).toBe("anon");
  expect(await roleOf(await admitted({ apikey: keys.secret }))).toBe("service_role");
  const byAddress = await admitted({}, `/rest/v1/t?apikey=${keys.publishable}&a=b`);
  expect(await roleOf(byAddress)).toBe("anon");
  expect(byAddress.url).toBe("http://127.0.0.1:1/rest/v1/t?a=b");
});

test("an opaque key as Bearer token is replaced, a user's token always wins", async () => {
  const opaque = await admitted({ apikey: keys.publishable, authorization: `Bearer ${keys.publishable}` });
  expect(await roleOf(opaque)).toBe("anon");
  const user = await tokens.sign({ role: "authenticated" }, 60);
  expect(await roleOf(await admitted({ apikey: keys.secret, authorization: `Bearer ${user}` }))).toBe("authenticated");
});

test("no key and a wrong key are refused in Supabase's words", async () => {
  expect(await refused({})).toMatchObject({ status: 401, body: { message: "No API key found in request" } });
  expect(await refused({ apikey: "sb_secret_wrong" })).toMatchObject({
    status: 401,
    body: { message: "Invalid API key" },
  });
});

test("a secret key in a browser is refused, a publishable one is not", async () => {
  const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140" };
  expect((await refused({ ...browser, apikey: keys.secret })).status).toBe(401);
  expect(await roleOf(await admitted({ ...browser, apikey: keys.publishable }))).toBe("anon");
});

test("key discovery needs no key; storage decides for itself, but a wrong key stays wrong", async () => {
  await admitted({}, "/auth/v1/.well-known/jwks.json");
  await admitted({}, "/storage/v1/object/public/b/x");
  expect((await refused({ apikey: "nonsense" }, "/storage/v1/object/public/b/x")).status).toBe(401);
  expect((await refused({}, "/auth/v1/user")).status).toBe(401);
});
