import { sha256Hex } from "../../supabase/functions/_shared/contracts/sha256.ts";

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
  const random = crypto.getRandomValues(new Uint8Array(32));
  const base64 = btoa(String.fromCharCode(...random));
  const key = `ocr_${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return { key, key_sha256: await sha256Hex(key), hint: key.slice(0, 8) };
}
