/** The gateway as a program: GATEWAY_PORT, GATEWAY_ID and GATEWAY_ROUTES (JSON) in, SIGTERM to stop. */
import { z } from "zod";
import { createGateway } from "./gateway.ts";
import { Route } from "./routes.ts";

const port = z.coerce.number().int().parse(process.env.GATEWAY_PORT);
const routes = z.array(Route).parse(JSON.parse(process.env.GATEWAY_ROUTES ?? "[]"));

const server = createGateway(routes, process.env.GATEWAY_ID);
server.listen({ port, host: "127.0.0.1" });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    // Requests in flight get a moment; idle connections would otherwise hold the process for ever.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
