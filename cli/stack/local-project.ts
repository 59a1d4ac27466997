import { type AuthSettings, readAuthSettings } from "../../supabase/local/auth/settings.ts";
import { hostedEnvironment } from "../../supabase/local/functions-host.ts";
import { gatewayPart } from "../../supabase/local/gateway/part.ts";
import type { PlatformSettings } from "../../supabase/local/gateway/platform-settings.ts";
import type { Cluster } from "../../supabase/local/postgres/cluster.ts";
import { connectionUrl } from "../../supabase/local/postgres/connection.ts";
import { maintainRealtimePartitions } from "../../supabase/local/postgres/system-schemas.ts";
import { freePort } from "../../supabase/local/process/free-port.ts";
import { startOnFreePort } from "../../supabase/local/supervisor/start-on-free-port.ts";
import type { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { type Database, migrate, startDatabase } from "./database.ts";
import { FUNCTION, startExecutor } from "./executor.ts";
import type { Instance } from "./instance.ts";
import type { Project } from "./project.ts";
import { EXECUTOR_ROLE, provision } from "./provision.ts";
import { publicKeySet, type Secrets } from "./secrets.ts";
import type { Steps } from "./steps.ts";

const PREFERRED_GATEWAY_PORT = 54_321;
const PARTITIONS_EVERY_MS = 60 * 60 * 1_000;
/** How many steps it takes. */
export const LOCAL_STEPS = 4;

/** Starts the platform on this machine, with the product's schema and function in it. */
export async function startLocalProject(
  supervisor: Supervisor,
  instance: Instance,
  cluster: Cluster,
  secrets: Secrets,
  steps: Steps,
): Promise<Project> {
  const auth = readAuthSettings(process.env);
  const { database } = await steps.run("PostgreSQL 17", () => startDatabase(supervisor, cluster, secrets));
  keepPartitions(database);
  await steps.run("Migrations", () => migrate(instance, database.adminUrl));
  await provision(database.adminUrl, secrets);

  const functionPort = await freePort();
  const { url } = await steps.run("Gateway, REST, Auth, Realtime, Storage", async () => {
    const routes = [{ prefix: "/functions/v1", target: `http://127.0.0.1:${functionPort}` }];
    const platform = platformSettings(instance, database, secrets, auth);
    const port = await startOnFreePort(supervisor, PREFERRED_GATEWAY_PORT, (free) =>
      gatewayPart(free, routes, platform),
    );
    return { url: `http://127.0.0.1:${port}`, detail: `127.0.0.1:${port}` };
  });
  const opsUrl = `${url}/functions/v1/${FUNCTION}`;
  await steps.run(FUNCTION, async () => {
    const login = { port: database.port, role: EXECUTOR_ROLE, password: secrets.executor_password };
    const databaseUrl = connectionUrl({ ...login, database: "postgres" });
    const jwks = publicKeySet(secrets);
    const project = { url, keys: secrets.supabase_keys, databaseUrl: database.adminUrl, jwks };
    const environment = hostedEnvironment(project);
    await startExecutor(supervisor, instance, { port: functionPort, supabaseUrl: url, databaseUrl, environment });
    return { detail: opsUrl };
  });
  return {
    url,
    publishableKey: secrets.supabase_keys.publishable,
    opsUrl,
    adminUrl: database.adminUrl,
    auth: { github: auth.github !== undefined, mail: auth.smtp !== undefined },
  };
}

function platformSettings(
  { storage }: Instance,
  { port }: Database,
  secrets: Secrets,
  auth: AuthSettings,
): PlatformSettings {
  return {
    postgres: { port, database: "postgres", passwords: secrets.postgres },
    keys: secrets.supabase_keys,
    signing: { alg: "ES256", privateJwk: secrets.signing_key },
    folders: { storage },
    auth,
  };
}

/** The day's partition must be there before the first message of the day. */
function keepPartitions({ superUrl }: Database): void {
  const tell = (error: unknown) => console.error(error instanceof Error ? error.message : String(error));
  setInterval(() => void maintainRealtimePartitions(superUrl).catch(tell), PARTITIONS_EVERY_MS).unref();
}
