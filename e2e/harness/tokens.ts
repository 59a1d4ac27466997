import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** A project's signing key: what ops-executor verifies with, and a mint for people's access tokens. */
export interface TokenMint {
  /** For SUPABASE_JWKS. */
  jwks: { keys: object[] };
  /** An access token as Supabase Auth gives it. Claims set to undefined are left out; `expiresIn` in seconds, negative for the past. */
  token(userId: string, claims?: Record<string, unknown>, expiresIn?: number): Promise<string>;
}

/** A mint with a fresh ES256 key, as new Supabase projects have. */
export async function createMint(kid = "test-key"): Promise<TokenMint> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" };
  return { jwks: { keys: [jwk] }, token: mintWith(privateKey, { alg: "ES256", kid }) };
}

/** A mint with a shared secret, as older projects have. */
export function createSharedMint(secret: Uint8Array, kid = "shared-key"): TokenMint {
  const jwk = { kty: "oct", k: Buffer.from(secret).toString("base64url"), kid, alg: "HS256" };
  return { jwks: { keys: [jwk] }, token: mintWith(secret, { alg: "HS256", kid }) };
}

function mintWith(key: CryptoKey | Uint8Array, header: { alg: string; kid: string }): TokenMint["token"] {
  return async (userId, claims = {}, expiresIn = 3_600) => {
    const now = Math.floor(Date.now() / 1_000);
    const payload = {
      sub: userId,
      aud: "authenticated",
      role: "authenticated",
      iat: now,
      exp: now + expiresIn,
      ...claims,
    };
    return await new SignJWT(payload).setProtectedHeader({ ...header, typ: "JWT" }).sign(key);
  };
}
