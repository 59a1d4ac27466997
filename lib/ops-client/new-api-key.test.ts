import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { ApiKey, CreateApiKeyInput } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { newApiKey } from "./index.ts";

it("a new API key has the form that the contracts know, and its digest is that of the whole key", async () => {
  const { key, key_sha256, hint } = await newApiKey();
  expect(ApiKey.parse(key)).toBe(key);
  expect(key_sha256).toBe(createHash("sha256").update(key).digest("hex"));
  expect(CreateApiKeyInput.safeParse({ name: "ci", scopes: ["runs.read"], key_sha256, hint }).success).toBe(true);
  expect((await newApiKey()).key).not.toBe(key);
});
