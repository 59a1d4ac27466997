import type { EncodedBroadcast } from "../broadcast.ts";
import type { Connection } from "../connection.ts";
import type { Frame } from "../frames.ts";
import { JoinError } from "../join-error.ts";
import type { RealtimeParts } from "../parts.ts";
import type { Receiver } from "../topics.ts";
import { type Access, checkAccess, watchToken } from "./access.ts";
import { createBroadcaster } from "./broadcaster.ts";
import { createChannelPresence } from "./channel-presence.ts";
import type { ChannelConfig } from "./config.ts";

/** A joined channel of one connection. */
export interface Channel {
  readonly joinRef: string | null;
  handle(frame: Frame): Promise<void> | undefined;
  /** Frees everything and tells the client nothing. */
  dispose(): void;
}

export interface ChannelOptions {
  parts: RealtimeParts;
  connection: Connection;
  /** Without the prefix `realtime:`. */
  topic: string;
  joinRef: string | null;
  config: ChannelConfig;
  access: Access;
  onClosed(): void;
}

/** What the parts of a channel share. */
export interface ChannelScope extends ChannelOptions {
  receiver: Receiver;
  push(event: string, payloadJson: string): void;
  reply(frame: Frame, status: "ok" | "error", response?: object): void;
  /** Says why on the channel, then closes it. */
  shutDown(reason: string): void;
}

export interface OpenedChannel extends Channel {
  /** The current claims. */
  access(): Access;
  push: ChannelScope["push"];
  system(message: string, status: "ok" | "error", extension: string): void;
  /** Lets what arrived while joining through, but for what `skip` names. */
  open(skip: ReadonlySet<string>): void;
  addCleanup(cleanup: () => void): void;
  /** Sends who is there, when the channel takes part in presence. */
  startPresence(): void;
}

/** A channel that already listens to its topic, but holds everything back until `open`. */
export function createChannel(options: ChannelOptions): OpenedChannel {
  const { parts, connection, topic, joinRef, config } = options;
  const wireTopic = `realtime:${topic}`;
  let access = options.access;
  let held: EncodedBroadcast[] | null = [];
  let skipped: ReadonlySet<string> = new Set();
  let isClosed = false;
  const cleanups: (() => void)[] = [];

  const receiver: Receiver = {
    deliver(broadcast) {
      if (held) return void held.push(broadcast);
      if (!access.read.broadcast || (broadcast.id !== null && skipped.has(broadcast.id))) return;
      const form = broadcast.forVersion(connection.version);
      if (form !== null) connection.send(form);
    },
  };
  const push = (event: string, payload: string) => {
    if (!isClosed) connection.push({ joinRef, ref: null, topic: wireTopic, event }, payload);
  };
  const system = (message: string, status: "ok" | "error", extension: string) =>
    push("system", JSON.stringify({ message, status, extension, channel: topic }));
  const dispose = () => {
    if (isClosed) return;
    isClosed = true;
    stopWatching();
    parts.topics.remove(topic, config.private, receiver);
    for (const cleanup of cleanups) cleanup();
  };
  const close = () => {
    connection.push({ joinRef, ref: joinRef, topic: wireTopic, event: "phx_close" }, "{}");
    dispose();
    options.onClosed();
  };
  const shutDown = (reason: string) => {
    if (isClosed) return;
    system(reason, "error", "system");
    close();
  };
  const watch = () => watchToken(parts, access, shutDown);
  let stopWatching = watch();

  const scope: ChannelScope = {
    ...options,
    receiver,
    push,
    shutDown,
    reply: (frame, status, response = {}) =>
      connection.push({ ...frame, joinRef, event: "phx_reply" }, JSON.stringify({ status, response })),
  };
  const broadcaster = createBroadcaster(scope, () => access.claims);
  const presence = createChannelPresence(scope, () => access, broadcaster.permissions);

  const refresh = async (token: unknown): Promise<void> => {
    // An API key means "use the connection's key", which only a new join can do.
    if (typeof token !== "string" || token.startsWith("sb_") || token === access.token) return;
    const request = { topic, isPrivate: config.private, wantsPresence: config.presence.enabled };
    try {
      const fresh = await checkAccess(parts, request, token, connection.keyClaims);
      if (isClosed) return;
      access = fresh;
      broadcaster.forget();
      stopWatching();
      stopWatching = watch();
    } catch (error) {
      if (!(error instanceof JoinError)) throw error;
      const lost = `You no longer have permission to read from this Channel topic: ${topic}`;
      shutDown(error.code === "Unauthorized" ? lost : error.message);
    }
  };

  parts.topics.add(topic, config.private, receiver);
  cleanups.push(presence.dispose);
  return {
    joinRef,
    access: () => access,
    push,
    system,
    dispose,
    startPresence: presence.start,
    addCleanup: (cleanup) => void (isClosed ? cleanup() : cleanups.push(cleanup)),
    open(skip) {
      skipped = skip;
      const waiting = held ?? [];
      held = null;
      for (const broadcast of waiting) receiver.deliver(broadcast);
    },
    handle(frame) {
      switch (frame.event) {
        case "phx_leave":
          scope.reply(frame, "ok");
          close();
          return undefined;
        case "access_token":
          return refresh(tokenIn(frame.payload));
        case "broadcast":
          return broadcaster.handle(frame);
        case "presence":
          return presence.handle(frame);
        default:
          parts.log.warn({ topic, event: frame.event }, "an unknown event was ignored");
          return undefined;
      }
    },
  };
}

function tokenIn(payload: unknown): unknown {
  return typeof payload === "object" && payload !== null && "access_token" in payload ? payload.access_token : null;
}
