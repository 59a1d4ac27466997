import * as z from "zod";
import type { ConnectProblem, ConnectState } from "../../supabase/functions/_shared/contracts/setup-state.ts";

export type Variables = Record<string, string | undefined>;

/** What can be used of the environment: the project, or what is wrong with the variables. */
export type Settings = { ok: true; url: string; key: string } | { ok: false; state: ConnectState };

const Address = z.url({ protocol: /^https?$/ });

/** Looks at the variables alone; no value of them is in what it answers. */
export function readSettings(variables: Variables): Settings {
  const { SUPABASE_URL: address, SUPABASE_PUBLISHABLE_KEY: key } = variables;
  if (!address) return wrong("not_configured", "SUPABASE_URL");
  if (!Address.safeParse(address).success) return wrong("bad_address", "SUPABASE_URL");
  const url = address.replace(/\/+$/, "");
  const { host } = new URL(url);
  if (!key) return wrong("not_configured", "SUPABASE_PUBLISHABLE_KEY", host);
  const claims = claimsOf(key);
  if (key.startsWith("sb_secret_") || claims?.role === "service_role")
    return wrong("secret_key", "SUPABASE_PUBLISHABLE_KEY", host);
  const project = projectOf(url);
  if (project !== null && claims?.ref !== undefined && claims.ref !== project)
    return wrong("other_project", "SUPABASE_PUBLISHABLE_KEY", host);
  return { ok: true, url, key };
}

/** The project that a hosted address names: `https://<ref>.supabase.co`; null for any other. */
function projectOf(url: string): string | null {
  return /^([a-z0-9]{20})\.supabase\.(?:co|in|red)$/.exec(new URL(url).hostname)?.[1] ?? null;
}

/** Whether a connection string is of another hosted project than the address: `db.<ref>.supabase.co`, or a user `postgres.<ref>`. */
export function isOfOtherProject(connection: string, supabaseUrl: string): boolean {
  const project = projectOf(supabaseUrl);
  if (project === null || !URL.canParse(connection)) return false;
  const { hostname, username } = new URL(connection);
  const named = /^db\.([a-z0-9]{20})\./.exec(hostname)?.[1] ?? /\.([a-z0-9]{20})$/.exec(username)?.[1];
  return named !== undefined && named !== project;
}

const Claims = z.object({ role: z.string().optional(), ref: z.string().optional() });

/** What an old key, a token, says of itself. */
function claimsOf(key: string): z.infer<typeof Claims> | null {
  const [, middle] = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/.exec(key) ?? [];
  if (middle === undefined) return null;
  try {
    return Claims.parse(JSON.parse(Buffer.from(middle, "base64url").toString()));
  } catch {
    return null;
  }
}

function wrong(problem: ConnectProblem, variable: string, host: string | null = null): Settings {
  return { ok: false, state: { problem, variable, detail: null, host } };
}
