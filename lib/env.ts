import * as z from "zod";

const Address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

/** Empty is as if it were not set, as compose files have it. */
const Switch = z.preprocess((value) => (value === "" ? undefined : value), z.stringbool().default(false));

/** What the Runboard's server reads from its environment. Nothing of it is in the build. */
const Environment = z.object({
  /** The Supabase project as this server reaches it. */
  SUPABASE_URL: Address,
  /** The same project as browsers reach it, where that differs. */
  OPS_UI_SUPABASE_URL: Address.optional(),
  SUPABASE_PUBLISHABLE_KEY: z
    .string()
    .min(1)
    // This value is sent to every browser.
    .refine((key) => !key.startsWith("sb_secret_"), "is a secret key; the Runboard takes the publishable one"),
  /** The project sends mail, so people can set a new password by themselves. */
  OPS_AUTH_PASSWORD_RESET: Switch,
  /** The project's GitHub provider is configured, so people can sign in with it. */
  OPS_AUTH_GITHUB: Switch,
});
export type Environment = z.infer<typeof Environment>;

/** Parses the variables; throws naming each one that is missing or wrong, never its value. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const parsed = Environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The Runboard cannot start: ${problems.join("; ")}`);
}

let known: Environment | undefined;

/** The environment of this process, parsed when it is first asked for (a build has none). */
export function environment(): Environment {
  known ??= readEnvironment(process.env);
  return known;
}
