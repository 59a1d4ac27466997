import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { functionPart } from "../../supabase/local/functions-host.ts";
import { gatewayPart } from "../../supabase/local/gateway/part.ts";
import { applyMigrations } from "../../supabase/local/migrations.ts";
import { startThrowawayCluster } from "../../supabase/local/postgres/throwaway.ts";
import { freePort } from "../../supabase/local/process/free-port.ts";
import { type ControlRoom, controlRoomOn } from "../harness/control-room.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp-proxy.ts";
import { createMint } from "../harness/tokens.ts";
import { PartProcess } from "./part-process.ts";
import type { Blow } from "./plan.ts";

const projectDir = fileURLToPath(new URL("../..", import.meta.url));

/** What the workers work against, each part a process of its own that can be restarted; in front of it a network that can lose answers. */
export interface Platform {
  /** Address of ops-executor: network, gateway, function. */
  url: string;
  network: TcpProxy;
  /** Straight to the database, for those who judge. */
  room: ControlRoom;
  restart(blow: Blow & { kind: "restart" }): Promise<void>;
  close(): Promise<void>;
}

export async function startPlatform(): Promise<Platform> {
  // Crash safe: what was committed before an immediate stop has to be there after it.
  const cluster = await startThrowawayCluster({ durable: true });
  const adminUrl = cluster.urlFor("postgres", "postgres");
  await applyMigrations({ projectDir, url: adminUrl });
  const executorUrl = new URL(adminUrl);
  executorUrl.username = "ops_executor";
  const room = controlRoomOn({
    name: "postgres",
    adminUrl,
    superUrl: cluster.urlFor("supabase_admin", "postgres"),
    executorUrl: executorUrl.href,
    serviceUrls: {
      authenticator: cluster.urlFor("authenticator", "postgres"),
      supabase_auth_admin: cluster.urlFor("supabase_auth_admin", "postgres"),
      supabase_storage_admin: cluster.urlFor("supabase_storage_admin", "postgres"),
    },
    drop: cluster.remove,
  });
  await room.sql.unsafe(`alter role ops_executor login password '${executorUrl.password}'`);

  const cacheDir = await mkdtemp(join(tmpdir(), "chaos-deno-"));
  const [port, gatewayPort] = [await freePort(), await freePort()];
  const { jwks } = await createMint();
  const functions = new PartProcess(
    functionPart({
      projectDir,
      name: "ops-executor",
      port,
      cacheDir,
      env: {
        OPS_DATABASE_URL: executorUrl.href,
        SUPABASE_URL: "",
        SUPABASE_PUBLISHABLE_KEYS: "",
        SUPABASE_JWKS: JSON.stringify(jwks),
      },
    }),
  );
  const gateway = new PartProcess(
    gatewayPart(gatewayPort, [{ prefix: "/functions/v1", target: `http://127.0.0.1:${port}` }]),
  );
  await Promise.all([functions.start(), gateway.start()]);
  const network = await startTcpProxy(`http://127.0.0.1:${gatewayPort}`);
  return {
    url: `http://127.0.0.1:${network.port}/functions/v1/ops-executor`,
    network,
    room,
    async restart(blow) {
      if (blow.part === "postgres") await cluster.restart(blow.mode);
      else await (blow.part === "gateway" ? gateway : functions).restart(blow.mode);
    },
    async close() {
      await network.close();
      await Promise.all([functions.stop(), gateway.stop(), room.close()]);
      await cluster.remove();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}
