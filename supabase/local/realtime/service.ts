import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { pino } from "pino";
import postgres from "postgres";
import { WebSocketServer } from "ws";
import { NO_FAULTS } from "../faults.ts";
import { createAuthorization } from "./authorization.ts";
import { startBroadcastFeed } from "./broadcast-feed.ts";
import { createPostgresChanges } from "./changes/feed.ts";
import { createCongestion } from "./congestion.ts";
import { serveConnection } from "./connection.ts";
import { earlyBroadcast, withAuthorizationFault, withDeliveryFaults, withTokenFault } from "./faults.ts";
import { createBroadcastApi } from "./http.ts";
import { JoinError } from "./join-error.ts";
import { DEFAULT_LIMITS, type RealtimeOptions } from "./options.ts";
import { keepPartitions } from "./partitions.ts";
import type { RealtimeParts } from "./parts.ts";
import { createPresence } from "./presence.ts";
import { createTokens } from "./tokens.ts";
import { createTopics } from "./topics.ts";

/** The Realtime service; whoever has the port hands it what is below `/realtime/v1`. */
export interface Realtime {
  /** `/realtime/v1/websocket`: takes the socket over, or answers an HTTP error on it. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** `/realtime/v1/api/*`. */
  fetch(request: Request): Promise<Response>;
  /** Whether broadcasts from the database reach clients, after waiting for it up to `timeoutMs`. */
  whenReady(timeoutMs: number): Promise<boolean>;
  connectionCount(): number;
  /** Closes every socket and slot. Until then the database cannot be dropped. */
  close(): Promise<void>;
}

/** Starts the service; it reaches the database in its own time and again after every loss. */
export function createRealtime(options: RealtimeOptions): Realtime {
  const { databaseUrl, log = pino({ base: { part: "realtime" } }), faults = NO_FAULTS } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sql = postgres(databaseUrl, {
    max: 5,
    idle_timeout: 60,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: { application_name: "realtime" },
  });
  const congestion = createCongestion(limits.maxBufferedBytes / 4);
  const topics = createTopics();
  const publish = withDeliveryFaults(topics.publish, faults);
  const early = earlyBroadcast(sql, publish, faults);
  const partitions = keepPartitions(sql, log);
  const installed = early
    ?.install()
    .catch((error: unknown) => log.warn({ error: String(error) }, "no early broadcast"));
  const feed = startBroadcastFeed({
    databaseUrl,
    sql,
    log,
    maxBroadcastBytes: limits.maxBroadcastBytes,
    publish,
    congestion,
    onEmitted: early?.onEmitted,
  });
  const changes = createPostgresChanges({ databaseUrl, sql, log, maxChangeBytes: limits.maxChangeBytes, congestion });
  const parts: RealtimeParts = {
    limits,
    log,
    sql,
    tokens: withTokenFault(createTokens(options), faults),
    authorization: withAuthorizationFault(createAuthorization(sql, log), faults),
    topics,
    presence: createPresence(),
    changes,
    congestion,
    whenReady: async (timeoutMs) => {
      const isReady = await feed.whenReady(timeoutMs);
      if (isReady) await Promise.all([partitions.first, installed]);
      return isReady;
    },
  };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.maxFrameBytes, perMessageDeflate: false });
  const api = createBroadcastApi(parts);

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname !== "/realtime/v1/websocket") return refuse(socket, 404, "Not found");
    const header = request.headers["x-api-key"];
    const key = (Array.isArray(header) ? header[0] : header) ?? url.searchParams.get("apikey");
    if (!key) return refuse(socket, 401, "API key is missing");
    try {
      const claims = await parts.tokens.ofKey(key);
      const version = url.searchParams.get("vsn")?.startsWith("2.") ? 2 : 1;
      sockets.handleUpgrade(request, socket, head, (client) => serveConnection(parts, client, version, claims));
    } catch (error) {
      if (!(error instanceof JoinError)) throw error;
      refuse(socket, 401, error.message);
    }
  };
  return {
    handleUpgrade(request, socket, head) {
      socket.on("error", () => socket.destroy());
      upgrade(request, socket, head).catch((error: unknown) => {
        log.warn({ error: String(error) }, "a socket could not be opened");
        refuse(socket, 500, "Internal error");
      });
    },
    fetch: async (request) => await api.fetch(request),
    whenReady: parts.whenReady,
    connectionCount: () => sockets.clients.size,
    async close() {
      partitions.stop();
      for (const client of sockets.clients) client.close(1001, "going away");
      sockets.close();
      await Promise.all([feed.close(), changes.close()]);
      for (const client of sockets.clients) client.terminate();
      await early?.remove().catch(() => undefined);
      await sql.end({ timeout: 2 });
    },
  };
}

const REASONS: Record<number, string> = { 401: "Unauthorized", 404: "Not Found", 500: "Internal Server Error" };

function refuse(socket: Duplex, status: number, error: string): void {
  if (socket.destroyed || !socket.writable) return;
  const body = JSON.stringify({ error });
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
