import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Permissions } from "../authorization.ts";
import type { Frame } from "../frames.ts";
import type { PresenceMember } from "../presence.ts";
import { topicKey } from "../topics.ts";
import type { Access } from "./access.ts";
import type { ChannelScope } from "./channel.ts";

const Call = z.object({ event: z.string(), payload: z.looseObject({}).optional() });

/** A channel's part in the presence of its topic. */
export interface ChannelPresence {
  start(): void;
  handle(frame: Frame): Promise<void>;
  dispose(): void;
}

/** Tracks and untracks one channel; more than the allowed calls in a window close it. */
export function createChannelPresence(
  scope: ChannelScope,
  access: () => Access,
  permissions: () => Promise<Permissions>,
): ChannelPresence {
  const { parts, config } = scope;
  const topic = topicKey(scope.topic, config.private);
  const member: PresenceMember = {
    key: config.presence.key || randomUUID(),
    onDiff: (diff) => {
      if (access().read.presence) scope.push("presence_diff", diff);
    },
  };
  let calls: number[] = [];
  let isInside = false;
  let isDisposed = false;

  const enter = () => {
    if (isInside || isDisposed || !access().read.presence) return;
    isInside = true;
    scope.push("presence_state", parts.presence.enter(topic, member));
  };
  const isTooOften = () => {
    const now = performance.now();
    calls = [...calls.filter((time) => now - time < parts.limits.presenceWindowMs), now];
    return calls.length > parts.limits.presenceCalls;
  };
  return {
    start: () => {
      if (config.presence.enabled) enter();
    },
    async handle(frame) {
      const call = Call.safeParse(frame.payload);
      if (!call.success) return scope.reply(frame, "error", { reason: "not a presence event" });
      if (call.data.event === "track" && isTooOften()) return scope.shutDown("Client presence rate limit exceeded");
      if (!(await permissions()).presence) return scope.reply(frame, "error", { reason: "Unauthorized" });
      enter();
      if (isDisposed) return;
      if (call.data.event === "track") parts.presence.track(topic, member, call.data.payload ?? {});
      if (call.data.event === "untrack") parts.presence.untrack(topic, member);
      scope.reply(frame, "ok");
    },
    dispose: () => {
      isDisposed = true;
      if (isInside) parts.presence.exit(topic, member);
    },
  };
}
