import * as z from "zod";
import type { ExecutorState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { version as expected } from "../../supabase/functions/_shared/version.ts";

const TIMEOUT_MS = 6_000;

const Told = z.object({
  fingerprint: z.string().nullable(),
  recorded: z.record(z.string(), z.string()),
  missing: z.array(z.string()),
  has_admin: z.boolean(),
  has_operators: z.boolean(),
});
export type Told = z.infer<typeof Told>;

/** What the database tells of itself; "absent" without the function that tells it, "refused" where the key is, null when no answer came. */
export async function askState(
  url: string,
  key: string,
  objects: string[] = [],
): Promise<Told | "absent" | "refused" | null> {
  const response = await send(`${url}/rest/v1/rpc/setup_state`, key, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ p_objects: objects }),
  });
  if (response === null || response.status >= 500) return null;
  if (response.status === 401) return "refused";
  // Not there, of another form, or not granted; anything else is trouble of the gateway's own.
  if ([403, 404].includes(response.status)) return "absent";
  const told = Told.safeParse(await response.json().catch(() => null));
  return told.success ? told.data : response.ok ? "absent" : null;
}

/** What REST is asked for, in the name that the schema gives it. */
export interface RestProbe {
  object: string;
  /** Below `/rest/v1/`; reading it changes nothing and finds no row. */
  path: string;
}

/** Which of these REST does not know. What may not be read or called is something that it knows. */
export async function missingInRest(url: string, key: string, probes: readonly RestProbe[]): Promise<string[]> {
  const answers = await Promise.all(
    probes.map(async ({ path }) => {
      const response = await send(`${url}/rest/v1/${path}`, key, { method: "GET" });
      await response?.body?.cancel();
      return response?.status === 404;
    }),
  );
  return probes.filter((_, index) => answers[index]).map(({ object }) => object);
}

const Health = z.object({ version: z.string() });

/** Whether ops-executor is deployed, and as which version. */
export async function askExecutor(url: string, key: string): Promise<ExecutorState> {
  const response = await send(`${url}/functions/v1/ops-executor/healthz`, key, { method: "GET" });
  const health = Health.safeParse(await response?.json().catch(() => null));
  if (response === null || !health.success) return { status: "missing", version: null, expected };
  const { version } = health.data;
  if (!response.ok) return { status: "unavailable", version, expected };
  return { status: version === expected ? "current" : "other_version", version, expected };
}

async function send(address: string, key: string, { headers, ...init }: RequestInit): Promise<Response | null> {
  return await fetch(address, {
    ...init,
    headers: { apikey: key, ...headers },
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
}
