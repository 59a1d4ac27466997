import { once } from "node:events";
import { createAuth } from "./auth/auth.ts";
import type { AuthSettings } from "./auth/settings.ts";
import { createTokens, type Signing } from "./auth/tokens.ts";
import { type FaultName, NO_FAULTS } from "./faults.ts";
import { createGateway } from "./gateway/gateway.ts";
import type { ApiKeys } from "./gateway/keys.ts";
import type { Route } from "./gateway/routes.ts";
import { createServices } from "./gateway/services.ts";
import type { LoginRole } from "./postgres/system-schemas.ts";
import { freePort } from "./process/free-port.ts";
import { createRealtime } from "./realtime/service.ts";
import { createRest } from "./rest/rest.ts";
import { createStorage } from "./storage/storage.ts";

export interface PlatformOptions {
  /** A running cluster with the system schemas; `startThrowawayCluster` gives one. */
  cluster: { urlFor(role: LoginRole, database: string): string };
  database?: string;
  keys: ApiKeys;
  signing: Signing;
  folders: {
    /** Where Storage keeps files; made when it is missing. */
    storage: string;
  };
  /** Loopback port; 0 (the default) is any that is free. */
  port?: number;
  /** Paths that other processes serve, functions above all. */
  routes?: Route[];
  /** Told by `/health`. */
  id?: string;
  /** Signing in by GitHub and by mail. */
  auth?: AuthSettings;
  faults?: ReadonlySet<FaultName>;
}

export interface Platform {
  /** The project's URL, as SUPABASE_URL has it. */
  url: string;
  /** Ends connections and requests, and gives the replication slots back. The cluster is the caller's. */
  stop(): Promise<void>;
}

/** What a Supabase project serves, on one port of this process. Resolves when it serves. */
export async function createPlatform(options: PlatformOptions): Promise<Platform> {
  const { cluster, database = "postgres", keys, signing, folders, routes = [], id = "", faults = NO_FAULTS } = options;
  // Tokens name their issuer, so the address must be known before the first is signed.
  const port = options.port || (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const tokens = await createTokens({ signing, issuer: `${url}/auth/v1`, faults });
  const rest = createRest({
    databaseUrl: cluster.urlFor("authenticator", database),
    catalogUrl: cluster.urlFor("postgres", database),
    tokens,
    faults,
  });
  const auth = createAuth({
    databaseUrl: cluster.urlFor("supabase_auth_admin", database),
    tokens,
    ...(options.auth && { settings: options.auth }),
    faults,
  });
  const storage = createStorage({
    databaseUrl: cluster.urlFor("supabase_storage_admin", database),
    folder: folders.storage,
    // Signed URLs are tokens too, and their expiry has a fault of its own.
    tokens: await createTokens({ signing, issuer: tokens.issuer }),
    faults,
  });
  const realtime = createRealtime({
    databaseUrl: cluster.urlFor("supabase_admin", database),
    keys,
    jwks: signing.alg === "ES256" ? tokens.jwks : { keys: [sharedKey(signing.secret)] },
    faults,
  });
  const mounted = { "/rest/v1": rest, "/auth/v1": auth, "/storage/v1": storage, "/realtime/v1": realtime };
  const services = createServices({ keys, tokens, services: mounted });
  const server = createGateway(routes, id, { fetch: services.fetch, handleUpgrade: realtime.handleUpgrade });
  const stop = async () => {
    const closed = server.listening ? once(server, "close") : null;
    server.close();
    await realtime.close();
    server.closeAllConnections();
    await Promise.all([closed, rest.close(), auth.close(), storage.close()]);
  };
  try {
    server.listen({ port, host: "127.0.0.1" });
    await once(server, "listening");
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function sharedKey(secret: string) {
  return { kty: "oct", alg: "HS256", k: Buffer.from(secret).toString("base64url") };
}
