import { z } from "zod";
import { gatewayPart } from "../../supabase/local/gateway/part.ts";
import { freePort } from "../../supabase/local/process/free-port.ts";
import { startOnFreePort } from "../../supabase/local/supervisor/start-on-free-port.ts";
import type { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { migrate } from "./database.ts";
import { FUNCTION, startExecutor } from "./executor.ts";
import type { Instance } from "./instance.ts";
import type { Project } from "./project.ts";
import { executorUrl, provision } from "./provision.ts";
import type { Secrets } from "./secrets.ts";
import type { Steps } from "./steps.ts";

const PREFERRED_PORT = 54_331;
const TIMEOUT_MS = 10_000;
/** How many steps it takes. */
export const EXTERNAL_STEPS = 3;

const Address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

/** What says which project to use. Everything else of an external project is asked for when it is needed. */
const Settings = z.object({
  SUPABASE_URL: Address,
  SUPABASE_PUBLISHABLE_KEY: z
    .string({ error: "is missing: the project's publishable key (sb_publishable_...)" })
    .refine((key) => !key.startsWith("sb_secret_"), "is a secret key; use the publishable one"),
  OPS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
});
export type ExternalSettings = z.infer<typeof Settings>;

/** The project that the environment names; null when it names none, so that the local platform is used. Throws what is missing. */
export function readExternalSettings(environment: NodeJS.ProcessEnv): ExternalSettings | null {
  if (!environment.SUPABASE_URL) return null;
  const parsed = Settings.safeParse(environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(
    `SUPABASE_URL is set, so npm start uses that project instead of a local one, but:\n${problems.join("\n")}`,
  );
}

/** Brings a project that runs elsewhere to this checkout's schema, as far as we are allowed to, and finds or runs its ops-executor. */
export async function connectProject(
  supervisor: Supervisor,
  instance: Instance,
  settings: ExternalSettings,
  secrets: Secrets,
  steps: Steps,
): Promise<Project> {
  const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey, OPS_DATABASE_URL: adminUrl = null } = settings;
  await steps.run("Supabase project", async () => {
    await checkProject(url, publishableKey);
    return { detail: url };
  });
  await steps.run("Migrations", async () => {
    if (adminUrl === null) return { detail: "left alone: OPS_DATABASE_URL is not set" };
    const migrated = await migrate(instance, adminUrl);
    await provision(adminUrl, secrets);
    return migrated;
  });
  const { opsUrl } = await steps.run(FUNCTION, () => findExecutor(supervisor, instance, settings, secrets));
  return { url, publishableKey, opsUrl, adminUrl, auth: null };
}

async function checkProject(url: string, publishableKey: string): Promise<void> {
  const headers = { apikey: publishableKey };
  const response = await fetch(`${url}/auth/v1/settings`, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: Error) => {
      throw new Error(`SUPABASE_URL ${url} does not answer: ${error.message}`);
    },
  );
  if (response.status === 401) throw new Error("The project refuses SUPABASE_PUBLISHABLE_KEY.");
  if (!response.ok) throw new Error(`${url}/auth/v1/settings answers ${response.status}: is it a Supabase project?`);
}

/** The project's own function where it is deployed, else one on this machine. */
async function findExecutor(supervisor: Supervisor, instance: Instance, settings: ExternalSettings, secrets: Secrets) {
  const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: apikey, OPS_DATABASE_URL: adminUrl } = settings;
  const deployed = `${url}/functions/v1/${FUNCTION}`;
  const health = await fetch(`${deployed}/healthz`, {
    headers: { apikey },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (health?.ok) return { opsUrl: deployed, detail: deployed };
  if (adminUrl === undefined) {
    throw new Error(
      `${deployed} does not answer. Either deploy it:\n  npx supabase functions deploy ${FUNCTION} --use-api\n` +
        "or set OPS_DATABASE_URL (role postgres), so that it can run on this machine.",
    );
  }
  const port = await freePort();
  await startExecutor(supervisor, instance, {
    port,
    supabaseUrl: url,
    databaseUrl: executorUrl(adminUrl, secrets.executor_password),
    environment: { SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: apikey }) },
  });
  const routes = [{ prefix: "/functions/v1", target: `http://127.0.0.1:${port}` }];
  const gatewayPort = await startOnFreePort(supervisor, PREFERRED_PORT, (free) => gatewayPart(free, routes));
  const opsUrl = `http://127.0.0.1:${gatewayPort}/functions/v1/${FUNCTION}`;
  return { opsUrl, detail: `${opsUrl}, on this machine` };
}
