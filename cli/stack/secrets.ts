import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { z } from "zod";
import { newApiKey } from "../../lib/ops-client/index.ts";
import { newApiKeys } from "../../supabase/local/gateway/keys.ts";
import { newPasswords } from "../../supabase/local/postgres/system-schemas.ts";
import { readJson, writePrivateJson } from "./private-file.ts";

const ApiKey = z.object({ key: z.string(), hint: z.string(), key_sha256: z.string() });

const Secrets = z.object({
  postgres: z.object({
    supabase_admin: z.string(),
    postgres: z.string(),
    authenticator: z.string(),
    supabase_auth_admin: z.string(),
    supabase_storage_admin: z.string(),
  }),
  executor_password: z.string(),
  /** Private ES256 key that signs people's access tokens. */
  signing_key: z.looseObject({ kty: z.literal("EC"), kid: z.string(), alg: z.literal("ES256"), d: z.string() }),
  /** The project's own opaque keys: what a browser may know, and what it may not. */
  supabase_keys: z.object({ publishable: z.string(), secret: z.string() }),
  worker_key: ApiKey,
  cli_key: ApiKey,
  /** The one-time code that makes the first admin. */
  setup_code: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

/** The installation's own keys and passwords, made once, kept in a file that only we may read. */
export async function loadSecrets(path: string): Promise<Secrets> {
  const known = await readJson(path, Secrets);
  if (known) return known;
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const secrets = Secrets.parse({
    postgres: newPasswords(),
    executor_password: randomBytes(24).toString("base64url"),
    signing_key: { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString("hex"), alg: "ES256" },
    supabase_keys: newApiKeys(),
    worker_key: await newApiKey(),
    cli_key: await newApiKey(),
    setup_code: randomBytes(24).toString("base64url"),
  });
  await writePrivateJson(path, secrets);
  return secrets;
}

/** Whether this installation has its keys already. */
export async function hasSecrets(path: string): Promise<boolean> {
  return (await readJson(path, Secrets)) !== null;
}

/** The public half of the signing key, as a key set. */
export function publicKeySet(secrets: Secrets): { keys: JWK[] } {
  const { d: _private, ...key } = secrets.signing_key;
  return { keys: [{ ...key, use: "sig", key_ops: ["verify"] }] };
}
