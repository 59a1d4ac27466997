import { setTimeout as delay } from "node:timers/promises";
import { encode } from "../broadcast.ts";
import type { Connection } from "../connection.ts";
import type { Frame } from "../frames.ts";
import { JoinError } from "../join-error.ts";
import type { RealtimeParts } from "../parts.ts";
import { readReplay } from "../replay.ts";
import { checkAccess } from "./access.ts";
import { type Channel, createChannel, type OpenedChannel } from "./channel.ts";
import { type ChannelConfig, parseJoin } from "./config.ts";

const READY_TIMEOUT_MS = 5_000;

/** Answers phx_join: the channel, or null when it was refused. `onClosed` tells that the channel closed by itself. */
export async function joinChannel(
  parts: RealtimeParts,
  connection: Connection,
  frame: Frame,
  onClosed: () => void,
): Promise<Channel | null> {
  const reply = (status: "ok" | "error", response: object) =>
    connection.push({ ...frame, event: "phx_reply" }, JSON.stringify({ status, response }));
  let channel: OpenedChannel | null = null;
  try {
    const topic = topicOf(frame.topic);
    const { config, token, problem } = parseJoin(frame.payload);
    if (problem) parts.log.warn({ topic, problem }, "a channel's configuration was not understood; defaults hold");
    if (connection.channelCount() > parts.limits.channelsPerConnection) {
      throw new JoinError("ChannelRateLimitReached", "Too many channels");
    }
    if (!(await parts.whenReady(READY_TIMEOUT_MS))) {
      throw new JoinError("InitializingProjectConnection", "Realtime is initializing the project connection");
    }
    const request = { topic, isPrivate: config.private, wantsPresence: config.presence.enabled };
    const access = await checkAccess(parts, request, token, connection.keyClaims);
    const opened = createChannel({ parts, connection, topic, joinRef: frame.joinRef, config, access, onClosed });
    channel = opened;
    const { replay } = config.broadcast;
    const replayed = replay ? await readReplay(parts.sql, topic, config.private, replay) : [];
    const items = config.postgres_changes.map((item) => ({ ...item, id: parts.changes.idOf(item) }));
    reply("ok", { postgres_changes: items });
    for (const broadcast of replayed) {
      const form = encode(broadcast).forVersion(connection.version);
      if (form !== null && access.read.broadcast) connection.send(form);
    }
    opened.open(new Set(replayed.flatMap(({ meta }) => (meta ? [meta.id] : []))));
    opened.startPresence();
    if (config.postgres_changes.length > 0) void followChanges(parts, opened, config.postgres_changes);
    return opened;
  } catch (error) {
    channel?.dispose();
    const refusal = error instanceof JoinError ? error : null;
    if (!refusal) parts.log.warn({ topic: frame.topic, error: String(error) }, "a join failed");
    await delay(parts.limits.refusalDelayMs, undefined, { ref: false });
    reply("error", { reason: refusal?.reason ?? "Unknown Error on Channel" });
    return null;
  }
}

async function followChanges(
  parts: RealtimeParts,
  channel: OpenedChannel,
  items: ChannelConfig["postgres_changes"],
): Promise<void> {
  try {
    const subscription = await parts.changes.subscribe(
      items,
      () => channel.access().claims,
      (change) => channel.push("postgres_changes", change),
    );
    channel.addCleanup(subscription.end);
    channel.system("Subscribed to PostgreSQL", "ok", "postgres_changes");
  } catch (error) {
    channel.system(error instanceof Error ? error.message : String(error), "error", "postgres_changes");
  }
}

function topicOf(wireTopic: string): string {
  const topic = wireTopic.startsWith("realtime:") ? wireTopic.slice("realtime:".length) : "";
  if (topic === "") throw new JoinError("TopicNameRequired", "You must provide a topic name");
  return topic;
}
