/**
 * The gateway as a program: GATEWAY_PORT, GATEWAY_ID, GATEWAY_ROUTES (JSON) and, where it serves a project's services
 * itself, GATEWAY_PLATFORM (JSON) in; SIGTERM to stop.
 */
import { z } from "zod";
import { createPlatform } from "../platform.ts";
import { createGateway } from "./gateway.ts";
import { PlatformSettings, platformOptions } from "./platform-settings.ts";
import { Route } from "./routes.ts";

const port = z.coerce.number().int().parse(process.env.GATEWAY_PORT);
const routes = z.array(Route).parse(JSON.parse(process.env.GATEWAY_ROUTES ?? "[]"));
const id = process.env.GATEWAY_ID ?? "";
const stop = process.env.GATEWAY_PLATFORM ? await servePlatform(process.env.GATEWAY_PLATFORM) : serveRoutes();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);

async function servePlatform(settings: string): Promise<() => void> {
  const options = platformOptions(PlatformSettings.parse(JSON.parse(settings)));
  const platform = await createPlatform({ ...options, port, routes, id });
  return () => void platform.stop();
}

function serveRoutes(): () => void {
  const server = createGateway(routes, id);
  server.listen({ port, host: "127.0.0.1" });
  return () => {
    server.close();
    // Requests in flight get a moment; idle connections would otherwise hold the process for ever.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  };
}
