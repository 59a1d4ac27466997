import { type JWTPayload, type JWTVerifyOptions, errors as jose, jwtVerify } from "jose";
import { z } from "zod";
import { ApiKey } from "../_shared/contracts/api-key.ts";
import { Uuid } from "../_shared/contracts/ids.ts";
import { sha256Hex } from "../_shared/contracts/sha256.ts";
import type { TokenKeys } from "./config.ts";
import { Refusal } from "./refusal.ts";

/** Who calls, as SQL takes it. Whether a person is an operator, or a key is valid, only the database knows. */
export type Credential = { user_id: string } | { key_hash: string };

const checks: JWTVerifyOptions = { audience: "authenticated", requiredClaims: ["exp", "sub"], clockTolerance: 5 };
const asymmetric = ["ES256", "ES384", "RS256", "PS256", "EdDSA", "Ed25519"];
const Claims = z.object({ sub: Uuid, role: z.literal("authenticated") });

const refuse = (message: string, cause?: unknown) => new Refusal("unauthenticated", message, { cause });

/** The caller behind an `Authorization: Bearer` header with an API key or a person's access token. */
export async function authenticate(authorization: string | undefined, keys: TokenKeys): Promise<Credential> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) throw refuse("No access token or API key was sent (Authorization: Bearer ...)");
  if (token.startsWith("ocr_")) return { key_hash: await hashKey(token) };
  const claims = Claims.safeParse(await verify(token, keys));
  if (!claims.success) throw refuse("The access token is not a signed-in person's");
  return { user_id: claims.data.sub };
}

async function hashKey(key: string): Promise<string> {
  if (!ApiKey.safeParse(key).success) throw refuse("The API key is malformed");
  return await sha256Hex(key);
}

async function verify(token: string, keys: TokenKeys): Promise<JWTPayload> {
  try {
    const verified = await jwtVerify(token, keys.publicKeys, { ...checks, algorithms: asymmetric });
    return verified.payload;
  } catch (error) {
    if (error instanceof jose.JOSEAlgNotAllowed && keys.secrets.length > 0) return await verifyShared(token, keys);
    throw refusalOfJose(error);
  }
}

async function verifyShared(token: string, keys: TokenKeys): Promise<JWTPayload> {
  try {
    const secretOf = (header: { kid?: string | undefined }) => {
      const key = keys.secrets.find(({ kid }) => header.kid === undefined || kid === undefined || kid === header.kid);
      if (key === undefined) throw new jose.JWKSNoMatchingKey();
      return key.secret;
    };
    const verified = await jwtVerify(token, secretOf, { ...checks, algorithms: ["HS256"] });
    return verified.payload;
  } catch (error) {
    throw refusalOfJose(error);
  }
}

function refusalOfJose(error: unknown): Refusal {
  if (error instanceof jose.JWTExpired) return refuse("The access token has expired", error);
  if (error instanceof jose.JWTClaimValidationFailed)
    return refuse(`The access token's ${error.claim} is not accepted`, error);
  // The project's keys could not be fetched: that says nothing about the token.
  const fetching =
    !(error instanceof jose.JOSEError) || error instanceof jose.JWKSTimeout || error.code === "ERR_JOSE_GENERIC";
  if (fetching)
    return new Refusal("unavailable", "The keys that sign access tokens cannot be fetched", { cause: error });
  return refuse("The access token is not valid", error);
}
