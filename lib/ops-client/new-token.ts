import { sha256Hex } from "../../supabase/functions/_shared/contracts/sha256.ts";

export interface NewToken {
  /** Shown once and kept by nobody else. */
  token: string;
  /** What the server keeps: SHA-256 of the whole token, in hex. */
  sha256: string;
  /** The token's first characters, by which people tell tokens apart. */
  hint: string;
}

/** Makes `<prefix>_` and 32 random bytes in base64url. Only `sha256` and `hint` are to be sent anywhere. */
export async function newToken(prefix: "ocr" | "inv"): Promise<NewToken> {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const base64 = btoa(String.fromCharCode(...random));
  const token = `${prefix}_${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return { token, sha256: await sha256Hex(token), hint: token.slice(0, 8) };
}
