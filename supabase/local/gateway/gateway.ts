import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { type Route, resolveRoute } from "./routes.ts";

/** Headers that belong to one connection, not to the message. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/** Of a refused request, so that nobody keeps us reading for ever (bytes). */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** What is served by this process itself: everything that no route takes. */
export interface Mounted {
  fetch(request: Request): Promise<Response>;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * One port in front of everything, as the gateway of a Supabase project; bodies are streamed, nothing is kept.
 * `id` is told by `/health`, so that whoever started this gateway does not take another one on its port for it.
 */
export function createGateway(routes: Route[], id = "", mounted: Mounted | null = null): Server {
  const agent = new Agent({ keepAlive: true });
  const serveMounted =
    mounted &&
    getRequestListener((incoming) => mounted.fetch(standardRequest(incoming)), {
      overrideGlobalObjects: false,
      // It gives up after half a second and cuts the client off: `discardRest` does not.
      autoCleanupIncoming: false,
    });
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/health") return answer(outgoing, 200, { status: "ok", id });
    discardRest(incoming, outgoing);
    const target = resolveRoute(routes, incoming.url ?? "/");
    if (target) return forward(incoming, outgoing, target, agent);
    if (serveMounted) return void serveMounted(incoming, outgoing);
    answer(outgoing, 404, { error: "no such path" });
  });
  if (mounted) server.on("upgrade", (incoming, socket, head) => mounted.handleUpgrade(incoming, socket, head));
  server.on("close", () => agent.destroy());
  return server;
}

/**
 * Reads and throws away what is left of a request's body when its answer is complete: a client that is cut off while it
 * still sends sees a broken connection instead of the refusal.
 */
function discardRest(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.once("finish", () => {
    if (incoming.readableEnded || incoming.destroyed) return;
    let left = MAX_DISCARDED_BYTES;
    // Whoever held the body stopped reading and would pause it again.
    incoming.removeAllListeners("data");
    incoming.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) incoming.destroy();
    });
    incoming.resume();
  });
}

/** The listener's requests only look like one: `new Request(request)` would refuse them. */
function standardRequest({ url, method, headers, body, signal }: Request): Request {
  return new Request(url, { method, headers, body, signal, ...(body ? { duplex: "half" } : {}) });
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, target: URL, agent: Agent): void {
  const headers = {
    ...withoutHopByHop(incoming.headers),
    host: target.host,
    "x-forwarded-host": incoming.headers.host ?? "",
    "x-forwarded-proto": "http",
  };
  let complete = (): boolean => false;
  const upstream = request(target, { method: incoming.method ?? "GET", headers, agent }, (response) => {
    complete = () => response.complete;
    outgoing.writeHead(response.statusCode ?? 502, withoutHopByHop(response.headers));
    response.pipe(outgoing);
    response.once("error", () => outgoing.destroy());
  });
  upstream.on("error", () => {
    if (!outgoing.headersSent) {
      answer(outgoing, 503, { error: "the service is starting or restarting" }, { "retry-after": "1" });
    } else if (!complete()) {
      // Too late to say anything once the answer has begun: the client must see it as cut off. A whole answer stays whole, though:
      // a service that refuses early stops reading, which breaks only our writing.
      outgoing.destroy();
    }
  });
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) upstream.destroy();
  });
  incoming.pipe(upstream);
}

function withoutHopByHop<T extends object>(headers: T): T {
  const copy = { ...headers };
  for (const name of HOP_BY_HOP) Reflect.deleteProperty(copy, name);
  return copy;
}

function answer(outgoing: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  outgoing.writeHead(status, { "content-type": "application/json", ...headers });
  outgoing.end(JSON.stringify(body));
}
