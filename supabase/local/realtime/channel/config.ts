import { z } from "zod";

const FlexibleBoolean = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

/** A wish for changes of a table; unknown keys are echoed, because clients compare. */
const RequestedChange = z.looseObject({
  event: z.string().transform((event) => event.toUpperCase()),
  schema: z.string(),
  table: z.string().optional(),
  filter: z.string().optional(),
});
export type RequestedChange = z.infer<typeof RequestedChange>;

const ChannelConfig = z.object({
  broadcast: z
    .object({
      ack: FlexibleBoolean.default(false),
      self: FlexibleBoolean.default(false),
      replay: z.object({ since: z.coerce.number(), limit: z.coerce.number().default(25) }).optional(),
    })
    .prefault({}),
  presence: z.object({ key: z.string().default(""), enabled: FlexibleBoolean.default(true) }).prefault({}),
  postgres_changes: z.array(RequestedChange).default([]),
  private: FlexibleBoolean.default(false),
});
export type ChannelConfig = z.infer<typeof ChannelConfig>;

const JoinPayload = z.object({
  config: z.unknown(),
  access_token: z.string().nullish(),
  user_token: z.string().nullish(),
});

export interface JoinRequest {
  config: ChannelConfig;
  token: string | null;
  /** Why the configuration was not understood and the defaults hold, as in the real service. */
  problem: string | null;
}

/** Reads the payload of phx_join. */
export function parseJoin(payload: unknown): JoinRequest {
  const join = JoinPayload.safeParse(payload ?? {});
  const config = ChannelConfig.safeParse(join.data?.config ?? {});
  return {
    config: config.data ?? ChannelConfig.parse({}),
    token: join.data?.access_token ?? join.data?.user_token ?? null,
    problem: config.error ? z.prettifyError(config.error) : null,
  };
}
