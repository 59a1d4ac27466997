import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import postgres from "postgres";
import type { FaultName } from "../../../supabase/local/faults.ts";
import type { RealtimeLimits } from "../../../supabase/local/realtime/options.ts";
import { createRealtime, type Realtime } from "../../../supabase/local/realtime/service.ts";
import { createDatabase, type TestDatabase } from "../../harness/postgres.ts";
import { createMint, type TokenMint } from "../../harness/tokens.ts";

export const KEYS = { publishable: "sb_publishable_test", secret: "sb_secret_test" };

/** A Realtime service on a database of its own, behind the smallest of gateways. */
export interface RealtimeWorld {
  url: string;
  database: TestDatabase;
  /** Superuser. */
  sql: postgres.Sql;
  mint: TokenMint;
  realtime: Realtime;
  /** The service's warnings so far. */
  logged: string[];
  /** A client of supabase-js; `token` is asked whenever the client wants one, and once before the client is returned. */
  client(token?: () => Promise<string | null>, key?: string): Promise<SupabaseClient>;
  /** Ends the service and starts another one on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts it; call `close` in `afterAll`. Refused joins are answered at once. `route` may lead the service's way to the
 * database elsewhere.
 */
export async function startRealtimeWorld(
  options: {
    faults?: ReadonlySet<FaultName>;
    limits?: Partial<RealtimeLimits>;
    route?: (url: string) => Promise<string>;
  } = {},
): Promise<RealtimeWorld> {
  const database = await createDatabase();
  const mint = await createMint();
  const sql = postgres(database.superUrl, { max: 4, onnotice: () => undefined });
  const databaseUrl = (await options.route?.(database.superUrl)) ?? database.superUrl;
  const logged: string[] = [];
  const service = () =>
    createRealtime({
      databaseUrl,
      keys: KEYS,
      jwks: mint.jwks,
      ...(options.faults ? { faults: options.faults } : {}),
      limits: { refusalDelayMs: 0, ...options.limits },
      log: {
        info: () => undefined,
        warn: (fields, message) => void logged.push(`${message} ${JSON.stringify(fields)}`),
      },
    });
  let realtime = service();
  const server = createServer(getRequestListener((request) => realtime.fetch(request)));
  server.on("upgrade", (request, socket, head) => realtime.handleUpgrade(request, socket, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const url = `http://127.0.0.1:${address.port}`;
  const clients: SupabaseClient[] = [];
  if (!(await realtime.whenReady(30_000))) throw new Error(`Realtime did not become ready: ${logged.join("; ")}`);
  return {
    url,
    database,
    sql,
    mint,
    logged,
    get realtime() {
      return realtime;
    },
    async client(token, key = KEYS.publishable) {
      const client = createClient(url, key, token ? { accessToken: token } : {});
      clients.push(client);
      // A channel that is joined before the token is there joins as the key.
      if (token) await client.realtime.setAuth();
      return client;
    },
    async restart() {
      await realtime.close();
      realtime = service();
      await realtime.whenReady(30_000);
    },
    async close() {
      await Promise.all(clients.map((client) => client.realtime.disconnect()));
      await realtime.close();
      server.close();
      server.closeAllConnections();
      await sql.end();
      await database.drop();
    },
  };
}

/** Lets signed-in people read and write private topics `room:<their id>...`, and everybody read `lobby...`. */
export async function addRoomPolicies(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create policy "own rooms are read" on realtime.messages for select to authenticated
      using ((select realtime.topic()) like 'room:' || (select auth.uid())::text || '%');
    create policy "own rooms are written" on realtime.messages for insert to authenticated
      with check ((select realtime.topic()) like 'room:' || (select auth.uid())::text || ':w%');
    create policy "the lobby is read" on realtime.messages for select to anon, authenticated
      using ((select realtime.topic()) like 'lobby%');`);
}

/** Resolves with the first of the statuses that the channel reports. */
export function subscribed(channel: RealtimeChannel): Promise<{ status: string; reason: string }> {
  return new Promise((resolve) => {
    channel.subscribe((status, error) => resolve({ status, reason: error?.message ?? "" }));
  });
}

/** Collects a channel's broadcasts of one event; subscribe afterwards. */
export function collect(channel: RealtimeChannel, event = "*"): Received[] {
  const received: Received[] = [];
  channel.on("broadcast", { event }, (message) => {
    received.push({ event: String(message.event), payload: message.payload, meta: message.meta });
  });
  return received;
}

export interface Received {
  event: string;
  payload: Record<string, unknown>;
  meta: { id?: string; replayed?: boolean } | undefined;
}

/** Ends one walsender of this database, as a crash of the network would. */
export async function killReplication(world: RealtimeWorld): Promise<number> {
  const rows = await world.sql`
    select pg_terminate_backend(active_pid) from pg_replication_slots
    where database = ${world.database.name} and active_pid is not null`;
  return rows.length;
}
