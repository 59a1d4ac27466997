import { errors, importJWK, type JSONWebKeySet, type JWSHeaderParameters, jwtVerify } from "jose";
import { z } from "zod";
import { roleOfKey } from "../gateway/keys.ts";
import { JoinError } from "./join-error.ts";
import type { RealtimeOptions } from "./options.ts";

const Claims = z.looseObject({ role: z.string().min(1), exp: z.number(), sub: z.string().optional() });
/** What a token says; `exp` in seconds. */
export type Claims = z.infer<typeof Claims>;

/** A token whose only fault is its age. */
export class ExpiredToken extends JoinError {
  readonly claims: Claims;
  constructor(claims: Claims) {
    const age = Math.floor(Date.now() / 1_000) - claims.exp;
    super("InvalidJWTToken", `Token has expired ${age} seconds ago`);
    this.claims = claims;
  }
}

export interface Tokens {
  /** The claims of a person's token; throws a JoinError. */
  verify(token: string): Promise<Claims>;
  /** The claims that an API key stands for; throws a JoinError. Tokens of the old kind are keys too. */
  ofKey(key: string): Promise<Claims>;
}

/** Tells people and keys apart and checks both. */
export function createTokens({ keys, jwks }: Pick<RealtimeOptions, "keys" | "jwks">): Tokens {
  const verify = async (token: string): Promise<Claims> => {
    const set = typeof jwks === "function" ? await jwks() : jwks;
    try {
      const { payload } = await jwtVerify(token, (header) => keyFor(set, header));
      return parse(payload);
    } catch (error) {
      if (error instanceof JoinError) throw error;
      if (error instanceof errors.JWTExpired) throw new ExpiredToken(parse(error.payload));
      if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) {
        throw new JoinError("MalformedJWT", "The token provided is not a valid JWT");
      }
      if (error instanceof errors.JWTClaimValidationFailed) throw new JoinError("InvalidJWTToken", error.message);
      throw new JoinError("JwtSignatureError", "Failed to validate JWT signature");
    }
  };
  return {
    verify,
    async ofKey(key) {
      const role = roleOfKey(keys, key);
      return role === null ? verify(key) : keyClaims(role);
    },
  };
}

/** Whether this is an API key and not a person's token: clients without a session send their key as the token. */
export function isApiKey(token: string): boolean {
  return token.startsWith("sb_");
}

async function keyFor(set: JSONWebKeySet, header: JWSHeaderParameters) {
  const candidates = set.keys.filter(
    (key) => header.kid === undefined || key.kid === undefined || key.kid === header.kid,
  );
  const key = candidates.find((candidate) => candidate.alg === undefined || candidate.alg === header.alg);
  if (!key) throw new JoinError("JwtSignatureError", "Failed to validate JWT signature");
  return await importJWK(key, header.alg);
}

function parse(payload: unknown): Claims {
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw new JoinError("InvalidJWTToken", "Fields `role` and `exp` are required in JWT");
  return claims.data;
}

function keyClaims(role: string): Claims {
  const now = Math.floor(Date.now() / 1_000);
  return { iss: "supabase", role, iat: now, exp: now + 10 * 365 * 86_400 };
}
