import { z } from "zod";

const Site = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

/** What Auth needs for signing in by way of GitHub and of mail; either may be missing. */
export const AuthSettings = z.object({
  /** Where people are sent back to when nothing better was asked for. */
  siteUrl: Site.default("http://127.0.0.1:3000"),
  /** Further places to send people back to; `*` stands for anything but a dot or slash, `**` for anything. */
  redirects: z.array(z.string()).default([]),
  github: z
    .object({
      clientId: z.string().min(1),
      secret: z.string().min(1),
      /** GitHub Enterprise's address; github.com without it. */
      url: Site.optional(),
    })
    .optional(),
  smtp: z
    .object({
      host: z.string().min(1),
      port: z.number().int().min(1).max(65_535),
      user: z.string().optional(),
      password: z.string().optional(),
      sender: z.email(),
      senderName: z.string().optional(),
    })
    .optional(),
});
export type AuthSettings = z.infer<typeof AuthSettings>;

export const NO_SETTINGS: AuthSettings = AuthSettings.parse({});

/** Empty is as if it were not set. */
const Text = z.preprocess((value) => (value === "" ? undefined : value), z.string().optional());

/** The variables by which Supabase Auth itself is configured. */
const Variables = z.object({
  GOTRUE_SITE_URL: Text,
  GOTRUE_URI_ALLOW_LIST: Text,
  GOTRUE_EXTERNAL_GITHUB_ENABLED: Text.pipe(z.stringbool().optional()),
  GOTRUE_EXTERNAL_GITHUB_CLIENT_ID: Text,
  GOTRUE_EXTERNAL_GITHUB_SECRET: Text,
  GOTRUE_EXTERNAL_GITHUB_URL: Text,
  GOTRUE_SMTP_HOST: Text,
  GOTRUE_SMTP_PORT: Text,
  GOTRUE_SMTP_USER: Text,
  GOTRUE_SMTP_PASS: Text,
  GOTRUE_SMTP_ADMIN_EMAIL: Text,
  GOTRUE_SMTP_SENDER_NAME: Text,
});

/** Which variable each setting comes from, for what is told of a wrong one. */
const SOURCES: Readonly<Record<string, string>> = {
  siteUrl: "GOTRUE_SITE_URL",
  "github.clientId": "GOTRUE_EXTERNAL_GITHUB_CLIENT_ID",
  "github.secret": "GOTRUE_EXTERNAL_GITHUB_SECRET",
  "github.url": "GOTRUE_EXTERNAL_GITHUB_URL",
  "smtp.port": "GOTRUE_SMTP_PORT",
  "smtp.sender": "GOTRUE_SMTP_ADMIN_EMAIL",
};

/** Reads the settings from an environment. Throws naming each variable that is missing or wrong, never its value. */
export function readAuthSettings(environment: Record<string, string | undefined>): AuthSettings {
  const variables = Variables.safeParse(environment);
  if (!variables.success) throw problems(variables.error);
  const { data } = variables;
  const settings = AuthSettings.safeParse({
    siteUrl: data.GOTRUE_SITE_URL,
    redirects: (data.GOTRUE_URI_ALLOW_LIST ?? "").split(",").flatMap((text) => text.trim() || []),
    github: data.GOTRUE_EXTERNAL_GITHUB_ENABLED
      ? {
          clientId: data.GOTRUE_EXTERNAL_GITHUB_CLIENT_ID,
          secret: data.GOTRUE_EXTERNAL_GITHUB_SECRET,
          url: data.GOTRUE_EXTERNAL_GITHUB_URL,
        }
      : undefined,
    smtp: data.GOTRUE_SMTP_HOST
      ? {
          host: data.GOTRUE_SMTP_HOST,
          port: Number(data.GOTRUE_SMTP_PORT ?? 587),
          user: data.GOTRUE_SMTP_USER,
          password: data.GOTRUE_SMTP_PASS,
          sender: data.GOTRUE_SMTP_ADMIN_EMAIL,
          senderName: data.GOTRUE_SMTP_SENDER_NAME,
        }
      : undefined,
  });
  if (!settings.success) throw problems(settings.error);
  return settings.data;
}

function problems({ issues }: z.ZodError): Error {
  const told = issues.map(({ path, message }) => `${SOURCES[path.join(".")] ?? path.join(".")}: ${message}`);
  return new Error(`Auth cannot be set up: ${told.join("; ")}`);
}
