import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OpsError } from "../../lib/ops-client/index.ts";
import { type Executor, startExecutor } from "../harness/executor.ts";
import { makeKey, makeUser } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";
import { createMint, createSharedMint, type TokenMint } from "../harness/tokens.ts";

let service: Service;
let userId: string;
beforeAll(async () => {
  service = await openService();
  userId = (await makeUser(service.room, "operator")).user_id;
});
afterAll(() => service?.close());

/** The code that listing sessions with this credential is refused with; null when it is not refused. */
async function refusal(credential: string, url = service.executor.url): Promise<string | null> {
  const outcome = await service
    .client(credential, 1, url)
    .listSessions({})
    .catch((error: unknown) => error);
  return outcome instanceof OpsError ? outcome.code : null;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a person's access token", () => {
  it("of an operator is accepted", async () => {
    expect(await refusal(await service.mint.token(userId))).toBeNull();
  });

  it.each<[string, () => Promise<string>]>([
    ["that has expired", () => service.mint.token(userId, {}, -60)],
    ["without an expiry", () => service.mint.token(userId, { exp: undefined })],
    ["that is not valid yet", () => service.mint.token(userId, { nbf: Math.floor(Date.now() / 1_000) + 600 })],
    ["for another audience", () => service.mint.token(userId, { aud: "other" })],
    ["without an audience", () => service.mint.token(userId, { aud: undefined })],
    ["of the role anon", () => service.mint.token(userId, { role: "anon" })],
    ["of the role service_role", () => service.mint.token(userId, { role: "service_role" })],
    ["without a subject", () => service.mint.token(userId, { sub: undefined })],
    ["whose subject is no user's id", () => service.mint.token("root")],
    ["signed by another project's key", async () => (await createMint()).token(userId)],
    ["signed by an unknown key id", async () => (await createMint("unknown")).token(userId)],
    ["signed with HS256 by the public key", () => sharedByPublicKey(service.mint)],
    ["with a changed payload", async () => tamper(await service.mint.token(userId))],
    ["without a signature (alg none)", async () => `${base64url({ alg: "none" })}.${await payloadOf(service.mint)}.`],
    ["that is no token at all", async () => "garbage"],
  ])("%s is unauthenticated", async (_, token) => {
    expect(await refusal(await token())).toBe("unauthenticated");
  });

  it("of someone who merely signed up is forbidden, and the refusal of a command audited", async () => {
    const { user_id } = await makeUser(service.room);
    const stranger = service.client(await service.mint.token(user_id));
    await expect(stranger.listSessions({})).rejects.toMatchObject({ code: "forbidden", status: 403 });
    await expect(stranger.createRun({ session_id: 1, template: "x" })).rejects.toMatchObject({ code: "forbidden" });
    const audited = await service.room.sql`
      select command, outcome from public.audit_log where actor = ${`operator:${user_id}`}`;
    expect([...audited]).toEqual([{ command: "runs.create", outcome: "forbidden" }]);
  });

  it("of an auditor reads and does not write", async () => {
    const auditor = await service.person("auditor");
    expect(await auditor.listSessions({})).toMatchObject({ sessions: [] });
    await expect(auditor.createSession({ name: "mine" })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("opens no worker command, whatever its role", async () => {
    const admin = await service.person("admin");
    await expect(admin.maintenanceTick({})).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a request without a credential", () => {
  it.each([
    ["at all", {}],
    ["but another scheme", { authorization: "Basic b3BzOm9wcw==" }],
    ["but an empty bearer", { authorization: "Bearer " }],
    ["but an apikey header", { apikey: "sb_publishable_x" }],
  ])("%s is unauthenticated", async (_, headers) => {
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: "{}" };
    const response = await fetch(`${service.executor.url}/sessions.list`, init);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });
});

describe("an API key", () => {
  it("does what its scopes say and nothing else", async () => {
    const reader = await service.key(["runs.read"]);
    expect(await reader.listSessions({})).toMatchObject({ sessions: [] });
    await expect(reader.createSession({ name: "mine" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(reader.maintenanceTick({})).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is refused from the moment it is revoked", async () => {
    const admin = await service.person("admin");
    const { key, key_hash } = await makeKey(service.room, ["runs.read", "runs.work"]);
    expect(await refusal(key)).toBeNull();
    const [row] = await service.room.sql`
      select api_key_id from private.api_key_secrets where key_sha256 = ${key_hash}`;
    await admin.revokeApiKey({ api_key_id: Number(row?.api_key_id) });
    expect(await refusal(key)).toBe("unauthenticated");
    await expect(service.client(key).maintenanceTick({})).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it.each([
    ["unknown", `ocr_${"A".repeat(43)}`],
    ["too short", "ocr_abc"],
    ["with foreign characters", `ocr_${"!".repeat(43)}`],
  ])("that is %s is unauthenticated", async (_, key) => {
    expect(await refusal(key)).toBe("unauthenticated");
  });
});

describe("a project that signs with a shared secret", () => {
  const shared = createSharedMint(randomBytes(32));
  let executor: Executor;
  beforeAll(async () => {
    const jwks = { keys: [...service.mint.jwks.keys, ...shared.jwks.keys] };
    executor = await startExecutor({ databaseUrl: service.room.database.executorUrl, jwks });
  });
  afterAll(() => executor?.stop());

  it("has its tokens accepted, beside those of its new key", async () => {
    expect(await refusal(await shared.token(userId), executor.url)).toBeNull();
    expect(await refusal(await service.mint.token(userId), executor.url)).toBeNull();
  });

  it("has those of other secrets and keys refused", async () => {
    const other = createSharedMint(randomBytes(32));
    expect(await refusal(await other.token(userId), executor.url)).toBe("unauthenticated");
    expect(await refusal(await sharedByPublicKey(service.mint), executor.url)).toBe("unauthenticated");
    expect(await refusal(await shared.token(userId, {}, -60), executor.url)).toBe("unauthenticated");
  });
});

describe("keys that are fetched from the project", () => {
  it("say nothing about a token while they cannot be had: unavailable, not unauthenticated", async () => {
    const settings = { databaseUrl: service.room.database.executorUrl, supabaseUrl: "http://127.0.0.1:9" };
    const executor = await startExecutor(settings);
    try {
      expect(await refusal(await service.mint.token(userId), executor.url)).toBe("unavailable");
    } finally {
      await executor.stop();
    }
  });
});

/** The classic confusion of algorithms: the public key, which everybody has, used as an HMAC secret. */
async function sharedByPublicKey(mint: TokenMint): Promise<string> {
  const secret = Buffer.from(JSON.stringify(mint.jwks.keys[0]));
  return await createSharedMint(secret, "test-key").token(userId);
}

async function payloadOf(mint: TokenMint): Promise<string> {
  return (await mint.token(userId)).split(".")[1] ?? "";
}

function tamper(token: string): string {
  const [header, payload = "", signature] = token.split(".");
  const claims: object = JSON.parse(Buffer.from(payload, "base64url").toString());
  return [header, base64url({ ...claims, sub: crypto.randomUUID() }), signature].join(".");
}
