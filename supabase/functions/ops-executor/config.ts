import { base64url, createLocalJWKSet, createRemoteJWKSet } from "jose";
import { z } from "zod";
import { type ObjectStore, openObjectStore } from "./object-store.ts";
import type { StorageAccess } from "./sign-upload.ts";

const JsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});

const Key = z.looseObject({
  kty: z.string(),
  kid: z.string().exactOptional(),
  alg: z.string().exactOptional(),
  k: z.string().exactOptional(),
});

const Environment = z
  .object({
    /** Port on 127.0.0.1; unset where the platform listens for us. */
    PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    /** Postgres URL of the login role ops_executor. */
    OPS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    SUPABASE_URL: z.url().optional(),
    /** With it and SUPABASE_URL, objects in the outbox are removed from Storage, and artifacts above 256 KB can be read by API key. */
    SUPABASE_SECRET_KEYS: JsonText.pipe(z.object({ default: z.string().min(1) })).optional(),
    /** Keys that sign people's tokens; without it they are fetched from SUPABASE_URL. */
    SUPABASE_JWKS: JsonText.pipe(z.object({ keys: z.array(Key) })).optional(),
    /** By name, as hosted gives them to every function. With it and SUPABASE_URL, artifacts above 256 KB can be uploaded. */
    SUPABASE_PUBLISHABLE_KEYS: JsonText.pipe(z.object({ default: z.string().min(1) })).optional(),
  })
  .refine(
    (env) => env.SUPABASE_JWKS !== undefined || env.SUPABASE_URL !== undefined,
    "SUPABASE_JWKS or SUPABASE_URL must be set",
  );

export type Config = z.infer<typeof Environment>;

/** Reads the settings. Throws with the names (never the values) of what is missing or malformed. */
export function readConfig(environment: (name: string) => string | undefined): Config {
  const names = [
    "PORT",
    "OPS_DATABASE_URL",
    "SUPABASE_URL",
    "SUPABASE_JWKS",
    "SUPABASE_PUBLISHABLE_KEYS",
    "SUPABASE_SECRET_KEYS",
  ];
  const values = names.map((name) => [name, environment(name) || undefined]);
  const parsed = Environment.safeParse(Object.fromEntries(values));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; "));
}

/** Where artifacts are uploaded to; null when the settings do not say it. */
export function storageOf({ SUPABASE_URL, SUPABASE_PUBLISHABLE_KEYS: keys }: Config): StorageAccess | null {
  if (SUPABASE_URL === undefined || keys === undefined) return null;
  return { supabaseUrl: SUPABASE_URL.replace(/\/+$/, ""), publishableKey: keys.default };
}

/** Where objects are removed and signed; null when the settings do not say it. */
export function objectStoreOf({ SUPABASE_URL, SUPABASE_SECRET_KEYS: keys }: Config): ObjectStore | null {
  if (SUPABASE_URL === undefined || keys === undefined) return null;
  return openObjectStore(SUPABASE_URL.replace(/\/+$/, ""), keys.default);
}

export interface TokenKeys {
  /** Public keys, for asymmetric algorithms. */
  publicKeys: ReturnType<typeof createRemoteJWKSet> | ReturnType<typeof createLocalJWKSet>;
  /** Shared secrets of projects that still sign with HS256. */
  secrets: { kid: string | undefined; secret: Uint8Array }[];
}

/** Keys to verify people's tokens with: given ones, or the project's, cached for ten minutes. */
export function tokenKeysOf(config: Config): TokenKeys {
  const keys = config.SUPABASE_JWKS?.keys;
  if (keys === undefined) {
    const url = new URL(`${config.SUPABASE_URL}/auth/v1/.well-known/jwks.json`);
    return { publicKeys: createRemoteJWKSet(url, { cacheMaxAge: 600_000, timeoutDuration: 5_000 }), secrets: [] };
  }
  return {
    // The set only ever answers for asymmetric algorithms, so a public key can never serve as an HMAC secret.
    publicKeys: createLocalJWKSet({ keys: keys.filter((key) => key.kty !== "oct") }),
    secrets: keys.flatMap(({ kty, kid, k }) =>
      kty === "oct" && k !== undefined ? [{ kid, secret: base64url.decode(k) }] : [],
    ),
  };
}
