import { inject } from "vitest";
import { z } from "zod";

/** A private JWK: `alg` and `kid` say how its tokens are marked, `jwk` is the key itself. */
const SigningKey = z
  .looseObject({ kty: z.string(), alg: z.string(), kid: z.string().optional() })
  .transform(({ kid, ...jwk }) => ({ alg: jwk.alg, kid, jwk }));

/** The Supabase project under test: everything the suite knows about it. */
export const Target = z.object({
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, "")),
  publishableKey: z.string().min(1),
  secretKey: z.string().min(1),
  /** Role `postgres`: makes and removes the suite's own tables, policies and functions. */
  databaseUrl: z.string().startsWith("postgres"),
  /** Private JWK of the project, or null: checks that need a token with a chosen lifetime are then skipped. */
  signingKey: SigningKey.nullable(),
});
export type Target = z.infer<typeof Target>;

declare module "vitest" {
  interface ProvidedContext {
    target: Target;
  }
}

/** The variables that describe a project, by the name of what they give. */
const VARIABLES = {
  url: "SUPABASE_URL",
  publishableKey: "SUPABASE_PUBLISHABLE_KEY",
  secretKey: "SUPABASE_SECRET_KEY",
  databaseUrl: "OPS_DATABASE_URL",
} as const;

/** The project named by the environment; null when SUPABASE_URL is not set. Throws and names what is missing. */
export function targetFromEnvironment(env: NodeJS.ProcessEnv): Target | null {
  if (!env.SUPABASE_URL) return null;
  const missing = Object.values(VARIABLES).filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`SUPABASE_URL is set, so these are needed too: ${missing.join(", ")}.`);
  return Target.parse({
    ...Object.fromEntries(Object.entries(VARIABLES).map(([key, name]) => [key, env[name]])),
    signingKey: env.SUPABASE_SIGNING_KEY ? JSON.parse(env.SUPABASE_SIGNING_KEY) : null,
  });
}

/** The project under test, inside a test. */
export function target(): Target {
  return inject("target");
}
