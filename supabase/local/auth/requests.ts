import type { Context } from "hono";
import { z } from "zod";
import { bearerOf } from "./caller.ts";
import { AuthError, badJwt, validationFailed } from "./errors.ts";
import { TokenError, type Tokens } from "./tokens.ts";

const Metadata = z.record(z.string(), z.json());

export const SignUp = z.object({
  email: z.string().default(""),
  password: z.string().default(""),
  phone: z.string().optional(),
  data: Metadata.nullish(),
});
export const PasswordGrant = z.object({ email: z.string().default(""), password: z.string().default("") });
export const PkceGrant = z.object({ auth_code: z.string().default(""), code_verifier: z.string().default("") });
export const RefreshGrant = z.object({ refresh_token: z.string().default("") });
export const UserUpdate = z.object({
  email: z.string().optional(),
  password: z.string().optional(),
  data: Metadata.nullish(),
});
export const LogoutScope = z.enum(["global", "local", "others"]).catch("global");
export const AdminUser = z.object({
  id: z.uuid().optional(),
  email: z.string().optional(),
  password: z.string().optional(),
  password_hash: z.string().optional(),
  email_confirm: z.boolean().optional(),
  role: z.string().optional(),
  app_metadata: Metadata.optional(),
  user_metadata: Metadata.optional(),
  ban_duration: z.string().optional(),
});
export const Page = z.object({
  page: z.coerce.number().int().min(1).catch(1),
  per_page: z.coerce.number().int().min(1).max(1_000).catch(50),
});

/** The body, checked. Throws AuthError. */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await context.req.text();
  let body: unknown;
  try {
    body = JSON.parse(text || "{}");
  } catch {
    throw new AuthError(400, "bad_json", "Could not parse request body as JSON");
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw validationFailed(z.prettifyError(parsed.error));
  return parsed.data;
}

/** A lower-case address. Throws AuthError. */
export function validEmail(email: string): string {
  const address = email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) || address.length > 255) {
    throw validationFailed("Unable to validate email address: invalid format");
  }
  return address;
}

/** `none`, or a duration as Go writes it ("24h", "1h30m"), in seconds. Throws AuthError. */
export function durationSeconds(duration: string): number {
  if (duration === "none") return 0;
  const units: Record<string, number> = { h: 3_600, m: 60, s: 1 };
  if (!/^(\d+(\.\d+)?[hms])+$/.test(duration)) throw validationFailed("invalid format for ban duration");
  return [...duration.matchAll(/([\d.]+)([hms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0),
    0,
  );
}

/** Who a user's token names. */
export interface SignedIn {
  userId: string;
  sessionId: string;
}

/** The user of the Authorization header. Throws AuthError. */
export async function signedInUser(headers: Headers, tokens: Tokens): Promise<SignedIn> {
  const { sub, session_id } = await verifiedClaims(headers, tokens);
  if (!sub) throw badJwt("invalid claim: missing sub claim");
  if (!z.guid().safeParse(sub).success) throw new AuthError(400, "bad_jwt", "invalid claim: sub claim must be a UUID");
  return { userId: sub, sessionId: z.guid().catch("00000000-0000-0000-0000-000000000000").parse(session_id) };
}

/** Only the secret key may go on. Throws AuthError. */
export async function requireServiceRole(headers: Headers, tokens: Tokens): Promise<void> {
  const { role } = await verifiedClaims(headers, tokens);
  if (role !== "service_role") throw new AuthError(403, "not_admin", "User not allowed");
}

async function verifiedClaims(headers: Headers, tokens: Tokens) {
  const token = bearerOf(headers);
  if (token === null) throw new AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token");
  return await tokens.verify(token).catch((error: unknown) => {
    if (!(error instanceof TokenError)) throw error;
    const reason = error.reason === "expired" ? "token has invalid claims: token is expired" : error.message;
    throw badJwt(`invalid JWT: unable to parse or verify signature, ${reason}`);
  });
}
