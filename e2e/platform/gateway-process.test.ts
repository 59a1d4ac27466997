/** The gateway as the supervisor runs it: a process of its own that serves a project's services. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { exportJWK, generateKeyPair } from "jose";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NO_SETTINGS } from "../../supabase/local/auth/settings.ts";
import { newApiKeys } from "../../supabase/local/gateway/keys.ts";
import { gatewayPart } from "../../supabase/local/gateway/part.ts";
import { freePort } from "../../supabase/local/process/free-port.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import { createDatabase, type TestDatabase } from "../harness/postgres.ts";

const keys = newApiKeys();
let database: TestDatabase;
let folder: string;
let gateway: ChildProcess;
let url: string;

beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), "gateway-process-"));
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const privateJwk = { ...(await exportJWK(privateKey)), kty: "EC", kid: "test-key" };
  const urls = { ...database.serviceUrls, postgres: database.adminUrl, supabase_admin: database.superUrl };
  const passwords = Object.entries(urls).map(([role, login]) => [role, decodeURIComponent(new URL(login).password)]);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const part = gatewayPart(port, [], {
    postgres: {
      port: Number(new URL(database.adminUrl).port),
      database: database.name,
      passwords: Object.fromEntries(passwords),
    },
    keys,
    signing: { alg: "ES256", privateJwk },
    folders: { storage: folder },
    auth: NO_SETTINGS,
  });
  gateway = spawn(part.command, part.args, { env: part.env, stdio: ["ignore", "inherit", "inherit"] });
  expect(await waitUntil(part.isReady, { timeoutMs: 60_000 })).toBe(true);
});

afterAll(async () => {
  if (gateway.exitCode === null && gateway.kill()) await once(gateway, "exit");
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

test("a person signs up, holds a socket, and the process still stops at once and gives its slots back", async () => {
  const client = createClient(url, keys.publishable, { auth: { persistSession: false, autoRefreshToken: false } });
  const { data, error } = await client.auth.signUp({ email: "ada@example.com", password: "a-Password-1" });
  expect(error).toBeNull();
  expect((await client.auth.getClaims()).data?.claims.sub).toBe(data.user?.id);
  const joined = await new Promise<string>((resolve) => client.channel("topic").subscribe((status) => resolve(status)));
  expect(joined).toBe("SUBSCRIBED");

  const asked = performance.now();
  gateway.kill("SIGTERM");
  const [code] = await once(gateway, "exit");
  expect(code).toBe(0);
  // The supervisor kills what takes longer than five seconds.
  expect(performance.now() - asked).toBeLessThan(4_000);
  const sql = postgres(database.superUrl, { max: 1 });
  const slots = await sql`select slot_name from pg_replication_slots where database = ${database.name}`;
  await sql.end();
  expect(slots).toHaveLength(0);
  await client.realtime.disconnect();
});
