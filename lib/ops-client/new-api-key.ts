import { newToken } from "./new-token.ts";

export interface NewApiKey {
  /** Shown once to its owner and kept by nobody else. */
  key: string;
  /** What the server keeps: SHA-256 of the whole key, in hex. */
  key_sha256: string;
  /** The key's first characters, by which people tell keys apart. */
  hint: string;
}

/** Makes an API key: `ocr_` and 32 random bytes in base64url. Only `key_sha256` and `hint` are to be sent anywhere. */
export async function newApiKey(): Promise<NewApiKey> {
  const { token, sha256, hint } = await newToken("ocr");
  return { key: token, key_sha256: sha256, hint };
}
