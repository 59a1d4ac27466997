/** Without a database every service answers with a status that clients repeat, in its own shape. */
import { tmpdir } from "node:os";
import { afterAll, expect, test, vi } from "vitest";
import { createAuth } from "./auth/auth.ts";
import { createTokens } from "./auth/tokens.ts";
import { createRest } from "./rest/rest.ts";
import { createStorage } from "./storage/storage.ts";

// Nobody listens on this port.
const databaseUrl = "postgresql://nobody:x@127.0.0.1:1/nothing";
const tokens = await createTokens({ signing: { alg: "HS256", secret: "s".repeat(32) }, issuer: "http://x/auth/v1" });
const rest = createRest({ databaseUrl, catalogUrl: databaseUrl, tokens });
const auth = createAuth({ databaseUrl, tokens });
const storage = createStorage({ databaseUrl, folder: tmpdir(), tokens });
vi.spyOn(console, "error").mockReturnValue(undefined);
afterAll(() => Promise.all([rest.close(), auth.close(), storage.close()]));

const ask = async (service: { fetch(request: Request): Promise<Response> }, path: string) => {
  const authorization = `Bearer ${await tokens.sign({ sub: "11111111-1111-4111-8111-111111111111", role: "authenticated" }, 60)}`;
  const response = await service.fetch(new Request(`http://127.0.0.1:1${path}`, { headers: { authorization } }));
  return { status: response.status, body: await response.json() };
};

test("REST", async () => {
  expect(await ask(rest, "/rest/v1/t")).toMatchObject({ status: 503, body: { code: "PGRST000", hint: null } });
});

test("auth", async () => {
  expect(await ask(auth, "/auth/v1/user")).toMatchObject({ status: 503, body: { error_code: "unexpected_failure" } });
});

test("storage", async () => {
  expect(await ask(storage, "/storage/v1/bucket")).toMatchObject({ status: 503, body: { statusCode: "503" } });
});
