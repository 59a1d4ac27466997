// zod/mini, because the guardian has to be up before the worker's first claim.
import * as z from "zod/mini";

const marker = z.string().check(z.regex(/^[0-9a-f]{32,}$/));
/** A group of 0 or 1 would make `kill` reach everything. */
const group = z.int().check(z.gt(1));
/** `monotonicMs` of the moment when a call that succeeded was sent. */
const sentAt = z.number();

/** What the worker tells its guardian, one JSON object a line. */
export const ToGuardian = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("attempt"), marker, sentAt, leaseMs: z.number(), folder: z.string() }),
  z.strictObject({ type: z.literal("renew"), marker, sentAt }),
  z.strictObject({ type: z.literal("group"), marker, group }),
  /** Nothing of this group lives any more, so its number may become somebody else's. */
  z.strictObject({ type: z.literal("group_gone"), marker, group }),
  z.strictObject({ type: z.literal("check"), marker }),
  z.strictObject({ type: z.literal("ended"), marker }),
]);
export type ToGuardian = z.infer<typeof ToGuardian>;

/** What the guardian answers. `state` answers attempt, group and check, in their order; the others come unasked. */
export const FromGuardian = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("state"), marker, alive: z.boolean() }),
  z.strictObject({ type: z.literal("expired"), marker }),
]);
export type FromGuardian = z.infer<typeof FromGuardian>;

/** Part of the lease after which, counted from the last successful call, the guardian kills an attempt's processes. */
export const expiryShare = 2 / 3;
