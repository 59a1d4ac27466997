import { z } from "zod";
import { AuthSettings } from "../auth/settings.ts";
import type { PlatformOptions } from "../platform.ts";
import { connectionUrl } from "../postgres/connection.ts";

/** What the gateway's process must know to serve a project's services, as it is passed in its environment. */
export const PlatformSettings = z.object({
  postgres: z.object({
    port: z.number().int(),
    database: z.string(),
    /** One password per role that may log in. */
    passwords: z.record(z.string(), z.string()),
  }),
  keys: z.object({ publishable: z.string(), secret: z.string() }),
  signing: z.discriminatedUnion("alg", [
    z.object({ alg: z.literal("ES256"), privateJwk: z.looseObject({ kty: z.string() }) }),
    z.object({ alg: z.literal("HS256"), secret: z.string() }),
  ]),
  folders: z.object({ storage: z.string() }),
  auth: AuthSettings,
});
export type PlatformSettings = z.infer<typeof PlatformSettings>;

/** The settings as `createPlatform` takes them. A role without a password fails when it is first connected to. */
export function platformOptions({ postgres, keys, signing, folders, auth }: PlatformSettings) {
  const { port, passwords, database } = postgres;
  const urlFor = (role: string, name: string) =>
    connectionUrl({ port, role, password: passwords[role] ?? "", database: name });
  return { cluster: { urlFor }, database, keys, signing, folders, auth } satisfies PlatformOptions;
}
