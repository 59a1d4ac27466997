/** A minimal gateway with real services on a database of its own, and supabase-js in front of it. */

import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { exportJWK, generateKeyPair } from "jose";
import postgres, { type Sql } from "postgres";
import { createTokens, type Signing, type Tokens } from "../../../supabase/local/auth/tokens.ts";
import type { FaultName } from "../../../supabase/local/faults.ts";
import { type ApiKeys, newApiKeys } from "../../../supabase/local/gateway/keys.ts";
import { createServices, type Service } from "../../../supabase/local/gateway/services.ts";
import { createDatabase, type TestDatabase } from "../../harness/postgres.ts";

export interface Project {
  url: string;
  keys: ApiKeys;
  tokens: Tokens;
  database: TestDatabase;
  /** Role `postgres`, for making tables. */
  sql: Sql;
  /** A client with the publishable key; with a token, on behalf of its user; with `secret`, the secret key. */
  client(as?: { token?: string; secret?: boolean }): SupabaseClient;
  stop(): Promise<void>;
}

export interface ClosableService extends Service {
  close(): Promise<void>;
}

export interface ProjectContext {
  database: TestDatabase;
  tokens: Tokens;
  faults: ReadonlySet<FaultName>;
}

export interface ProjectOptions {
  services(context: ProjectContext): Promise<Record<string, ClosableService>> | Record<string, ClosableService>;
  /** A database that somebody else made, and will drop. */
  database?: TestDatabase;
  signing?: Signing;
  faults?: FaultName[];
}

/** Starts a project on a free port of loopback. Call `stop` in `afterAll`. */
export async function startProject({ services, signing, faults = [], ...given }: ProjectOptions): Promise<Project> {
  const database = given.database ?? (await createDatabase());
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  const url = `http://127.0.0.1:${address.port}`;

  const faultSet = new Set(faults);
  const issuer = `${url}/auth/v1`;
  const tokens = await createTokens({ signing: signing ?? (await newSigning()), issuer, faults: faultSet });
  const keys = newApiKeys();
  const running = await services({ database, tokens, faults: faultSet });
  const { fetch } = createServices({ keys, tokens, services: running });
  server.on("request", getRequestListener(fetch));
  const sql = postgres(database.adminUrl, { max: 1, onnotice: () => undefined });

  return {
    url,
    keys,
    tokens,
    database,
    sql,
    client({ token, secret = false } = {}) {
      return createClient(url, secret ? keys.secret : keys.publishable, {
        auth: { persistSession: false, autoRefreshToken: false },
        ...(token === undefined ? {} : { accessToken: async () => token }),
      });
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await sql.end();
      for (const service of Object.values(running)) await service.close();
      if (given.database === undefined) await database.drop();
    },
  };
}

/** A fresh ES256 key. */
export async function newSigning(): Promise<Signing> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { alg: "ES256", privateJwk: { ...(await exportJWK(privateKey)), kid: "test-key", alg: "ES256" } };
}
