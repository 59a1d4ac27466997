export { type CallOptions, createOpsClient, type OpsClient, type OpsClientOptions } from "./client.ts";
export { OpsError } from "./errors.ts";
export { type NewApiKey, newApiKey } from "./new-api-key.ts";
export type { RetryPolicy } from "./retry.ts";
