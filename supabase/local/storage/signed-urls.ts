import { z } from "zod";
import { TokenError, type Tokens } from "../auth/tokens.ts";
import type { FaultName } from "../faults.ts";
import { invalidJwt } from "./errors.ts";
import { ignoresExpiry } from "./faults.ts";

const Grant = z.object({
  purpose: z.enum(["download", "upload"]),
  /** `<bucket>/<name>` */
  url: z.string(),
  /** Of an upload: whether it may replace, and who signed it. */
  upsert: z.boolean().optional(),
  owner: z.string().nullish(),
});
export type Grant = z.infer<typeof Grant>;

/** An upload may be started this long after it was signed (seconds). */
export const UPLOAD_SECONDS = 2 * 60 * 60;

/** The address below /storage/v1 that grants this for `seconds`. The name is not encoded: storage-js does that. */
export async function signedUrl(tokens: Tokens, grant: Grant, seconds: number): Promise<string> {
  const token = await tokens.sign({ ...grant }, seconds);
  const path = grant.purpose === "upload" ? "/object/upload/sign" : "/object/sign";
  return `${path}/${grant.url}?token=${token}`;
}

/** What a token grants for this very object. Throws InvalidJWT. */
export async function readGrant(
  tokens: Tokens,
  token: string | undefined,
  wanted: Pick<Grant, "purpose" | "url">,
  faults: ReadonlySet<FaultName>,
): Promise<Grant> {
  if (!token) throw invalidJwt("querystring must have required property 'token'");
  const options = ignoresExpiry(faults);
  const claims = await tokens.verify(token, options.anyAge ? options : undefined).catch((error: unknown) => {
    if (!(error instanceof TokenError)) throw error;
    throw invalidJwt(
      error.reason === "expired" ? '"exp" claim timestamp check failed' : "signature verification failed",
    );
  });
  const grant = Grant.safeParse(claims);
  if (!grant.success || grant.data.url !== wanted.url || grant.data.purpose !== wanted.purpose) {
    throw invalidJwt("the token was signed for something else");
  }
  return grant.data;
}
