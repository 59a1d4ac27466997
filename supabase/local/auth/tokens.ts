import { errors, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type FaultName, NO_FAULTS } from "../faults.ts";

/** How a project signs tokens: a private ES256 key, as new projects do, or a shared secret, as older ones do. */
export type Signing = { alg: "ES256"; privateJwk: JWK } | { alg: "HS256"; secret: string };

export interface TokensOptions {
  signing: Signing;
  /** Issuer: `<project URL>/auth/v1`. */
  issuer: string;
  faults?: ReadonlySet<FaultName>;
}

export class TokenError extends Error {
  readonly reason: "expired" | "invalid";

  constructor(reason: "expired" | "invalid", message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Signs and verifies the tokens of one project. */
export interface Tokens {
  issuer: string;
  /** Adds iss, iat and exp. `seconds` is the time to live. */
  sign(claims: JWTPayload, seconds: number): Promise<string>;
  /** The claims of a token of this project. Throws TokenError. `anyAge` lets expired ones pass: only for faults. */
  verify(token: string, options?: { anyAge?: boolean }): Promise<JWTPayload>;
  /** The public keys; empty for a shared secret, as hosted. */
  jwks: { keys: JWK[] };
  /** A token that says no more than "this request came with that API key", good for a few minutes. */
  roleToken(role: "anon" | "service_role"): Promise<string>;
}

const ROLE_TOKEN_SECONDS = 600;
/** How far back a fault accepts tokens. */
const FOR_EVER_SECONDS = 10 * 365 * 24 * 3_600;

export async function createTokens({ signing, issuer, faults = NO_FAULTS }: TokensOptions): Promise<Tokens> {
  const { signingKey, verifyingKey, header, keys } = await keysOf(signing);
  const acceptsExpired = faults.has("expired_token_accepted");
  const roleTokens = new Map<string, { token: Promise<string>; renewAt: number }>();

  const sign = (claims: JWTPayload, seconds: number) => {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ iss: issuer, ...claims, iat: now, exp: now + seconds })
      .setProtectedHeader({ ...header, typ: "JWT" })
      .sign(signingKey);
  };

  return {
    issuer,
    jwks: { keys },
    sign,
    async verify(token, { anyAge = acceptsExpired } = {}) {
      const clockTolerance = anyAge ? FOR_EVER_SECONDS : 0;
      try {
        return (await jwtVerify(token, verifyingKey, { algorithms: [signing.alg], clockTolerance })).payload;
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw new TokenError("expired", "JWT expired");
        throw new TokenError("invalid", error instanceof Error ? error.message : "JWT invalid");
      }
    },
    roleToken(role) {
      const known = roleTokens.get(role);
      if (known && known.renewAt > Date.now()) return known.token;
      const token = sign({ role }, ROLE_TOKEN_SECONDS);
      roleTokens.set(role, { token, renewAt: Date.now() + (ROLE_TOKEN_SECONDS / 2) * 1_000 });
      return token;
    },
  };
}

async function keysOf(signing: Signing) {
  if (signing.alg === "HS256") {
    const secret = new TextEncoder().encode(signing.secret);
    return { signingKey: secret, verifyingKey: secret, header: { alg: "HS256" }, keys: [] };
  }
  const { d: _private, key_ops: _operations, ext: _extractable, ...rest } = signing.privateJwk;
  const { kid } = rest;
  if (!kid) throw new Error("the signing key needs a kid");
  const publicJwk: JWK = { ...rest, alg: "ES256", use: "sig", key_ops: ["verify"] };
  const signingKey = await importJWK({ ...rest, d: signing.privateJwk.d ?? "" } as JWK, "ES256");
  const verifyingKey = await importJWK(publicJwk, "ES256");
  return { signingKey, verifyingKey, header: { alg: "ES256", kid }, keys: [publicJwk] };
}
