import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createGateway } from "./gateway.ts";

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
