import type { JWTPayload } from "jose";
import type { Tokens } from "./tokens.ts";

/** On whose behalf a request runs in the database: a role and the claims that policies see. */
export interface Caller {
  role: string;
  claims: JWTPayload;
}

/** The caller named by the Authorization header, which the gateway has filled in; without one, `anon`. Throws TokenError. */
export async function callerOf(headers: Headers, tokens: Tokens): Promise<Caller> {
  const token = bearerOf(headers);
  if (token === null) return { role: "anon", claims: { role: "anon" } };
  const claims = await tokens.verify(token);
  return { role: typeof claims.role === "string" && claims.role !== "" ? claims.role : "anon", claims };
}

/** The token of a Bearer Authorization header, or null. */
export function bearerOf(headers: Headers): string | null {
  return /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}
