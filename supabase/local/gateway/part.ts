import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Part } from "../supervisor/part.ts";
import type { Route } from "./routes.ts";

/** The gateway as a part of the supervisor. */
export function gatewayPart(port: number, routes: Route[]): Part {
  const id = randomUUID();
  return {
    name: "gateway",
    command: process.execPath,
    args: [fileURLToPath(new URL("main.ts", import.meta.url))],
    env: { PATH: process.env.PATH, GATEWAY_PORT: String(port), GATEWAY_ID: id, GATEWAY_ROUTES: JSON.stringify(routes) },
    // Another clone's gateway may have the port: only our own answer counts.
    isReady: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => null,
      );
      return (await response?.text().catch(() => ""))?.includes(id) === true;
    },
    stopTimeoutMs: 5_000,
  };
}
