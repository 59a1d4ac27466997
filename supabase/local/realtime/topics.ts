import { type Broadcast, type EncodedBroadcast, encode } from "./broadcast.ts";

/** A joined channel, as the topics see it. */
export interface Receiver {
  deliver(broadcast: EncodedBroadcast): void;
}

/** Who listens to which topic in this process. */
export interface Topics {
  add(topic: string, isPrivate: boolean, receiver: Receiver): void;
  remove(topic: string, isPrivate: boolean, receiver: Receiver): void;
  /** Sends to every receiver of the topic but `except`. */
  publish(broadcast: Broadcast, except?: Receiver): void;
}

/** One key per topic and namespace. */
export function topicKey(topic: string, isPrivate: boolean): string {
  return `${isPrivate ? "private" : "public"}:${topic}`;
}

/** An empty registry. */
export function createTopics(): Topics {
  const receivers = new Map<string, Set<Receiver>>();
  return {
    add(topic, isPrivate, receiver) {
      const key = topicKey(topic, isPrivate);
      const set = receivers.get(key) ?? new Set();
      receivers.set(key, set.add(receiver));
    },
    remove(topic, isPrivate, receiver) {
      const key = topicKey(topic, isPrivate);
      const set = receivers.get(key);
      set?.delete(receiver);
      if (set?.size === 0) receivers.delete(key);
    },
    publish(broadcast, except) {
      const set = receivers.get(topicKey(broadcast.topic, broadcast.isPrivate));
      if (!set) return;
      const encoded = encode(broadcast);
      for (const receiver of set) if (receiver !== except) receiver.deliver(encoded);
    },
  };
}
