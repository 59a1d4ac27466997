import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Part } from "../supervisor/part.ts";
import type { PlatformSettings } from "./platform-settings.ts";
import type { Route } from "./routes.ts";

/** The gateway as a part of the supervisor. With `platform` its process serves the services of a project as well. */
export function gatewayPart(port: number, routes: Route[], platform?: PlatformSettings): Part {
  const id = randomUUID();
  return {
    name: "gateway",
    command: process.execPath,
    args: [fileURLToPath(new URL("main.ts", import.meta.url))],
    env: {
      PATH: process.env.PATH,
      GATEWAY_PORT: String(port),
      GATEWAY_ID: id,
      GATEWAY_ROUTES: JSON.stringify(routes),
      ...(platform ? { GATEWAY_PLATFORM: JSON.stringify(platform) } : {}),
    },
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
