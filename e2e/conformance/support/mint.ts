import { randomUUID } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import type { TestContext } from "vitest";
import type { Person } from "./people.ts";
import { target } from "./target.ts";

/** A token of the person that expires in `expiresIn` seconds (negative: has expired), signed with the project's key. */
export async function mintToken(person: Person, expiresIn: number): Promise<string> {
  const { url, signingKey } = target();
  if (signingKey === null) throw new Error("call needsSigningKey first");
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: `${url}/auth/v1`,
    sub: person.id,
    aud: "authenticated",
    role: "authenticated",
    email: person.email,
    session_id: randomUUID(),
    aal: "aal1",
    is_anonymous: false,
    // A token that has expired was once valid for an hour.
    iat: expiresIn < 0 ? now + expiresIn - 3_600 : now,
    exp: now + expiresIn,
  };
  const { kid } = signingKey;
  const header = { alg: signingKey.alg, typ: "JWT", ...(kid === undefined ? {} : { kid }) };
  const key = await importJWK(signingKey.jwk, signingKey.alg);
  return await new SignJWT(claims).setProtectedHeader(header).sign(key);
}

/** Skips the test, saying why, where the suite was not given the project's signing key. */
export function needsSigningKey(context: TestContext): void {
  if (target().signingKey === null) context.skip("SUPABASE_SIGNING_KEY is not set: no token can be made to expire");
}
