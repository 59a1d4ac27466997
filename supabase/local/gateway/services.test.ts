import { expect, test } from "vitest";
import { createTokens } from "../auth/tokens.ts";
import { newApiKeys } from "./keys.ts";
import { createServices } from "./services.ts";

const keys = newApiKeys();
const tokens = await createTokens({ signing: { alg: "HS256", secret: "s".repeat(32) }, issuer: "http://x/auth/v1" });
const echo = {
  fetch: async (request: Request) =>
    Response.json({ path: new URL(request.url).pathname, sent: (await request.text()).length }),
};
const services = createServices({ keys, tokens, services: { "/rest/v1": echo, "/storage/v1": echo } });
const ask = (path: string, init: RequestInit = {}) => services.fetch(new Request(`http://127.0.0.1:1${path}`, init));
const apikey = keys.publishable;

test("a browser's preflight is answered without a key, with the headers it asks for", async () => {
  const response = await ask("/rest/v1/t", {
    method: "OPTIONS",
    headers: {
      origin: "http://localhost:3000",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "apikey,authorization,content-profile,x-client-info",
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("access-control-allow-methods")).toContain("PATCH");
  expect(response.headers.get("access-control-allow-headers")).toContain("content-profile");
});

test("answers and refusals can be read by pages of any origin", async () => {
  for (const headers of [{ apikey }, { apikey: "wrong" }]) {
    const response = await ask("/rest/v1/t", { headers });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-expose-headers")).toContain("Content-Range");
  }
});

test("a body beyond the limit is refused, announced or not; Storage has limits of its own", async () => {
  const body = new Uint8Array(11 * 1024 * 1024);
  const headers = { apikey };
  expect((await ask("/rest/v1/t", { method: "POST", headers, body })).status).toBe(413);
  const stream = { method: "POST", headers, body: new Blob([body]).stream(), duplex: "half" } as const;
  expect((await ask("/rest/v1/t", stream)).status).toBe(413);
  expect(await (await ask("/storage/v1/object/b/x", { method: "POST", headers, body })).json()).toEqual({
    path: "/storage/v1/object/b/x",
    sent: body.length,
  });
});

test("a path that no service has is told apart from a refused one", async () => {
  expect((await ask("/nothing", { headers: { apikey } })).status).toBe(404);
  expect((await ask("/rest/v1/t")).status).toBe(401);
});
