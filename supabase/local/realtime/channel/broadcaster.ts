import { z } from "zod";
import type { Permissions } from "../authorization.ts";
import type { Frame } from "../frames.ts";
import type { Claims } from "../tokens.ts";
import type { ChannelScope } from "./channel.ts";

const Push = z.object({ event: z.string(), payload: z.unknown() });

/** Broadcasts that a client sends on its channel. */
export interface Broadcaster {
  handle(frame: Frame): Promise<void> | undefined;
  /** What the client may send; asked of the database once per token. */
  permissions(): Promise<Permissions>;
  /** A new token: ask again. */
  forget(): void;
}

const EVERYTHING: Permissions = { broadcast: true, presence: true };

/** What the caller may not send is dropped without a word, as in the real service. */
export function createBroadcaster(scope: ChannelScope, claims: () => Claims): Broadcaster {
  const { parts, topic, config } = scope;
  let known: Permissions | null = config.private ? null : EVERYTHING;

  const send = (frame: Frame) => {
    const push = Push.safeParse(frame.payload);
    if (!push.success) return scope.reply(frame, "error", { reason: "a broadcast needs an event" });
    const { event, payload } = push.data;
    const isJson = !Buffer.isBuffer(payload);
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload ?? {}));
    if (bytes.length > parts.limits.maxBroadcastBytes) {
      return scope.reply(frame, "error", { reason: "Payload size exceeds the limit" });
    }
    const except = config.broadcast.self ? undefined : scope.receiver;
    parts.topics.publish({ topic, isPrivate: config.private, event, payload: bytes, isJson, meta: null }, except);
    if (config.broadcast.ack) scope.reply(frame, "ok");
  };
  const permissions = async () => {
    known ??= await parts.authorization.write(topic, claims());
    return known;
  };
  return {
    permissions,
    forget: () => {
      if (config.private) known = null;
    },
    handle(frame) {
      if (known) return void (known.broadcast && send(frame));
      return permissions().then(
        (allowed) => void (allowed.broadcast && send(frame)),
        (error: unknown) => parts.log.warn({ topic, error: String(error) }, "a broadcast was dropped"),
      );
    },
  };
}
