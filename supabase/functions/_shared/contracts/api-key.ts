import * as z from "zod";
import { AskedInstant, Id, Sha256 } from "./ids.ts";
import { shortText } from "./text.ts";

export const Scope = z.enum([
  "runs.read",
  "runs.write",
  "runs.work",
  "lanes.write",
  "sessions.write",
  "templates.write",
  "workers.write",
  "retention.write",
  "keys.write",
]);
export type Scope = z.infer<typeof Scope>;

export const Role = z.enum(["admin", "operator", "auditor"]);
export type Role = z.infer<typeof Role>;

/** The whole key: `ocr_` and 32 random bytes in base64url. */
export const ApiKey = z.string().regex(/^ocr_[A-Za-z0-9_-]{43}$/);

/**
 * The caller makes the key (`ocr_` and 43 random base64url characters) and sends only its SHA-256, so no server ever holds it and a
 * repeated request has the same answer. Empty `session_ids` or `lane_ids` mean: not limited.
 */
export const CreateApiKeyInput = z.strictObject({
  name: shortText(100),
  scopes: z.array(Scope).min(1),
  key_sha256: Sha256,
  /** The key's first characters, shown so that people can tell keys apart. */
  hint: z.string().regex(/^ocr_[A-Za-z0-9_-]{4}$/),
  session_ids: z.array(Id).max(100).default([]),
  lane_ids: z.array(Id).max(100).default([]),
  /** From then on the key is as good as revoked; null: never. */
  expires_at: AskedInstant.nullable().default(null),
});
export const ApiKeyOutput = z.object({ api_key_id: Id });
export const RevokeApiKeyInput = z.strictObject({ api_key_id: Id });
