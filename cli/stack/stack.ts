import { functionPart } from "../../supabase/local/functions-host.ts";
import { gatewayPart } from "../../supabase/local/gateway/part.ts";
import type { PlatformSettings } from "../../supabase/local/gateway/platform-settings.ts";
import type { Cluster } from "../../supabase/local/postgres/cluster.ts";
import { connectionUrl } from "../../supabase/local/postgres/connection.ts";
import { freePort } from "../../supabase/local/process/free-port.ts";
import { startOnFreePort } from "../../supabase/local/supervisor/start-on-free-port.ts";
import type { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { publishContent } from "./content.ts";
import { type Database, migrate, startDatabase } from "./database.ts";
import { type Instance, ROOT } from "./instance.ts";
import { writePrivateJson } from "./private-file.ts";
import { connectAsOwner, EXECUTOR_ROLE, provision } from "./provision.ts";
import { publicKeySet, type Secrets } from "./secrets.ts";
import type { Steps } from "./steps.ts";
import { workerParts } from "./workers.ts";

const PREFERRED_GATEWAY_PORT = 54_321;
/** How many steps a start has. */
export const STEPS = 6;

const FUNCTION = "ops-executor";

export interface Stack {
  /** What people and programs are told: the one address of everything. */
  origin: string;
  database: Database;
  /** Closes our own connections; the parts are the supervisor's. */
  close(): Promise<void>;
}

/** Starts everything in order and says so. Throws at the first part that does not come up. */
export async function startStack(
  supervisor: Supervisor,
  instance: Instance,
  cluster: Cluster,
  secrets: Secrets,
  steps: Steps,
): Promise<Stack> {
  const { database } = await steps.run("PostgreSQL 17", () => startDatabase(supervisor, cluster, secrets));
  await steps.run("Migrations", () => migrate(instance, database));

  const sql = connectAsOwner(database.adminUrl);
  await provision(sql, secrets);
  const functionPort = await freePort();
  const { origin } = await steps.run("Gateway, REST, Auth, Realtime, Storage", async () => {
    const routes = [{ prefix: "/functions/v1", target: `http://127.0.0.1:${functionPort}` }];
    const platform = platformSettings(instance, database, secrets);
    const port = await startOnFreePort(supervisor, PREFERRED_GATEWAY_PORT, (free) =>
      gatewayPart(free, routes, platform),
    );
    return { origin: `http://127.0.0.1:${port}`, detail: `127.0.0.1:${port}` };
  });
  const access = { url: `${origin}/functions/v1/${FUNCTION}`, apiKey: secrets.cli_key.key };
  await steps.run(FUNCTION, async () => {
    const env = executorEnvironment(origin, database, secrets);
    const settings = { projectDir: ROOT, name: FUNCTION, port: functionPort, env, cacheDir: instance.denoCache };
    await supervisor.start(functionPart(settings));
    return { detail: access.url };
  });
  await steps.run("Templates and session", () => publishContent(access));
  await steps.run("Workers", async () => {
    const parts = await workerParts(sql, { url: access.url, apiKey: secrets.worker_key.key });
    await supervisor.start(...parts);
    return { detail: parts.map((part) => part.name).join(", ") };
  });
  await writePrivateJson(instance.cliFile, { url: access.url, api_key: access.apiKey });
  return { origin, database, close: () => sql.end({ timeout: 2 }) };
}

function platformSettings({ storage }: Instance, { port }: Database, secrets: Secrets): PlatformSettings {
  return {
    postgres: { port, database: "postgres", passwords: secrets.postgres },
    keys: secrets.supabase_keys,
    signing: { alg: "ES256", privateJwk: secrets.signing_key },
    folders: { storage },
  };
}

function executorEnvironment(origin: string, { port }: Database, secrets: Secrets): Record<string, string> {
  const login = { port, role: EXECUTOR_ROLE, password: secrets.executor_password, database: "postgres" };
  return {
    SUPABASE_URL: origin,
    SUPABASE_JWKS: JSON.stringify(publicKeySet(secrets)),
    OPS_DATABASE_URL: connectionUrl(login),
  };
}
