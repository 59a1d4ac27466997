import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createGateway } from "./gateway.ts";

const UPGRADE = { connection: "Upgrade", upgrade: "websocket" };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return `http://127.0.0.1:${address.port}`;
}

test("a request reaches its service without the prefix, with method, query, headers and body", async () => {
  const upstream = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    response.writeHead(201, { "x-seen": String(request.headers["x-sent"]) });
    response.end(`${request.method} ${request.url} ${body}`);
  });
  const gateway = await listen(createGateway([{ prefix: "/functions/v1", target: await listen(upstream) }]));
  const sent = { method: "POST", headers: { "x-sent": "yes" }, body: "hello" };
  const response = await fetch(`${gateway}/functions/v1/f/runs.claim?a=b`, sent);
  expect(response.status).toBe(201);
  expect(response.headers.get("x-seen")).toBe("yes");
  expect(await response.text()).toBe("POST /f/runs.claim?a=b hello");
});

test("a service that is not there is 503, which clients retry", async () => {
  const dead = createServer();
  const target = await listen(dead);
  dead.close();
  const gateway = await listen(createGateway([{ prefix: "/functions/v1", target }]));
  const response = await fetch(`${gateway}/functions/v1/f`);
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
});

test("an answer that breaks off is seen as broken off", async () => {
  const upstream = createServer((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half");
    setImmediate(() => response.destroy());
  });
  const gateway = await listen(createGateway([{ prefix: "/x", target: await listen(upstream) }]));
  await expect(fetch(`${gateway}/x`).then((response) => response.text())).rejects.toThrow();
});

test("a path that nobody serves is 404", async () => {
  const gateway = await listen(createGateway([{ prefix: "/functions/v1", target: "http://127.0.0.1:9" }]));
  expect((await fetch(`${gateway}/functions/v10`)).status).toBe(404);
});

test("what no route takes is served by this process, body and all", async () => {
  const seen: string[] = [];
  const mounted = {
    fetch: async (request: Request) => {
      // A service makes requests of its own from the one that it got.
      const copy = new Request(request);
      seen.push(`${copy.method} ${new URL(copy.url).pathname}`);
      return new Response(`got ${await copy.text()}`, { status: 202 });
    },
    handleUpgrade: () => undefined,
  };
  const gateway = await listen(createGateway([{ prefix: "/x", target: "http://127.0.0.1:9" }], "", mounted));
  const response = await fetch(`${gateway}/rest/v1/rows`, { method: "POST", body: "hello" });
  expect([response.status, await response.text()]).toEqual([202, "got hello"]);
  expect(await (await fetch(`${gateway}/rest/v1/rows`, { method: "DELETE" })).text()).toBe("got ");
  expect((await fetch(`${gateway}/x`)).status).toBe(503);
  expect(seen).toEqual(["POST /rest/v1/rows", "DELETE /rest/v1/rows"]);
});

test("an upgrade goes to what this process serves", async () => {
  const mounted = {
    fetch: async () => new Response(),
    handleUpgrade: (request: { url?: string | undefined }, socket: { end(text: string): unknown }) =>
      void socket.end(`HTTP/1.1 401 Unauthorized\r\nx-path: ${request.url}\r\nconnection: close\r\n\r\n`),
  };
  const { hostname, port } = new URL(await listen(createGateway([], "", mounted)));
  const asked = request({ hostname, port, path: "/realtime/v1/websocket?vsn=2.0.0", headers: UPGRADE }).end();
  const [response] = await once(asked, "response");
  expect([response.statusCode, response.headers["x-path"]]).toEqual([401, "/realtime/v1/websocket?vsn=2.0.0"]);
});

test("a refusal that comes before the end of the body is read, and the connection goes on", async () => {
  const mounted = {
    fetch: async ({ body }: Request) => {
      // A service that reads a little and has seen enough.
      const reader = body?.getReader();
      await reader?.read();
      reader?.releaseLock();
      return new Response("refused", { status: 400 });
    },
    handleUpgrade: () => undefined,
  };
  const gateway = await listen(createGateway([], "", mounted));
  for (const bytes of [100_000, 400_000, 3_000_000]) {
    for (let index = 0; index < 15; index++) {
      const response = await fetch(`${gateway}/storage/v1/x`, { method: "POST", body: Buffer.alloc(bytes) });
      expect([response.status, await response.text()]).toEqual([400, "refused"]);
    }
  }
});
