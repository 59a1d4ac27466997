import { hostname } from "node:os";
import { z } from "zod";
import { WorkerLabels } from "../supabase/functions/_shared/contracts/label.ts";

const Environment = z.object({
  /** Address of ops-executor, e.g. http://127.0.0.1:54321/functions/v1/ops-executor. */
  OPS_URL: z.url({ protocol: /^https?$/ }),
  OPS_API_KEY: z.string().min(1),
  /** The Supabase project whose Realtime wakes the worker; without both, it only polls. */
  SUPABASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SUPABASE_PUBLISHABLE_KEY: z.string().min(1).optional(),
  OPS_SLOTS: z.coerce.number().int().min(1).max(1_000).default(4),
  OPS_WORKER_NAME: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .default(() => `${hostname()}-${process.pid}`.slice(-100)),
  /** What this host offers, separated by commas; runs may require labels. */
  OPS_WORKER_LABELS: z
    .string()
    .default("")
    .transform((text) => [
      ...new Set(
        text
          .split(",")
          .map((label) => label.trim())
          .filter(Boolean),
      ),
    ])
    .pipe(WorkerLabels),
  /** Seconds that running attempts get to finish when the worker is told to stop. */
  OPS_DRAIN_SECONDS: z.coerce.number().min(0).max(86_400).default(20),
});

export interface WorkerConfig {
  url: string;
  apiKey: string;
  slots: number;
  name: string;
  labels: string[];
  drainMs: number;
  /** Address of the Supabase project; without SUPABASE_URL, where ops-executor is. */
  projectUrl: string;
  /** Where wake-ups come from; null without them. */
  realtime: { supabaseUrl: string; publishableKey: string } | null;
}

/** The worker was started wrongly; the message says how, never a value. */
export class ConfigurationError extends Error {
  override name = "ConfigurationError";
}

/**
 * Reads the worker's configuration and takes the API key out of the environment, so that no child can inherit it. Throws a
 * ConfigurationError that names what is missing or wrong.
 */
export function takeConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = Environment.safeParse(environment);
  delete environment.OPS_API_KEY;
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ConfigurationError(`The worker cannot start. ${problems.join("; ")}`);
  }
  const { OPS_URL, OPS_API_KEY, OPS_SLOTS, OPS_WORKER_NAME, OPS_WORKER_LABELS, OPS_DRAIN_SECONDS } = parsed.data;
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY } = parsed.data;
  return {
    url: OPS_URL.replace(/\/+$/, ""),
    apiKey: OPS_API_KEY,
    slots: OPS_SLOTS,
    name: OPS_WORKER_NAME,
    labels: OPS_WORKER_LABELS,
    drainMs: OPS_DRAIN_SECONDS * 1_000,
    projectUrl: SUPABASE_URL?.replace(/\/+$/, "") ?? new URL(OPS_URL).origin,
    realtime:
      SUPABASE_URL && SUPABASE_PUBLISHABLE_KEY
        ? { supabaseUrl: SUPABASE_URL.replace(/\/+$/, ""), publishableKey: SUPABASE_PUBLISHABLE_KEY }
        : null,
  };
}
