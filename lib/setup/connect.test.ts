import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import * as z from "zod";
import { checkGateway } from "./connect.ts";

/** What the check says of a server that answers so. */
async function checked(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  try {
    return await checkGateway(`http://127.0.0.1:${port}`, "sb_publishable_x");
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test.each([
  ["a Supabase project", 200, '{"external": {"email": true}}', null],
  ["some other site", 200, "<html>", "not_supabase"],
  ["a site without that path", 404, "{}", "not_supabase"],
  ["a project that does not know the key", 401, '{"message": "Invalid API key"}', "key_refused"],
  ["a paused project", 540, "paused", "unhealthy"],
])("%s is recognised", async (_, status, body, problem) => {
  const state = await checked((_request, response) => response.writeHead(status).end(body));
  expect(state.problem).toBe(problem);
});

test("a host that refuses connections, or cuts them, cannot be reached, and it says which", async () => {
  expect(await checked((request) => request.socket.resetAndDestroy())).toMatchObject({
    problem: "unreachable",
    detail: "the connection was cut",
  });
  expect(await checkGateway("http://127.0.0.1:1024", "x")).toMatchObject({
    problem: "unreachable",
    detail: "connection refused",
  });
});
