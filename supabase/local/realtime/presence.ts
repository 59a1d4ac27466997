import { randomUUID } from "node:crypto";

/** A channel that takes part in a topic's presence. */
export interface PresenceMember {
  /** Members with one key are one person. */
  key: string;
  /** `diff` is JSON text. */
  onDiff(diff: string): void;
}

export interface Presence {
  /** Starts to receive; the returned JSON text is who is there. */
  enter(topic: string, member: PresenceMember): string;
  /** Stops to receive, and takes back what the member tracked. */
  exit(topic: string, member: PresenceMember): void;
  track(topic: string, member: PresenceMember, state: object): void;
  untrack(topic: string, member: PresenceMember): void;
}

type Meta = { phx_ref: string };
type Room = { members: Set<PresenceMember>; metas: Map<PresenceMember, Meta> };
type Entry = [PresenceMember, Meta];

/** Who is on which topic, in this process. `topic` includes its namespace. */
export function createPresence(): Presence {
  const rooms = new Map<string, Room>();

  const change = (topic: string, member: PresenceMember, meta: Meta | null) => {
    const room = rooms.get(topic);
    if (!room) return;
    const before = room.metas.get(member);
    if (meta) room.metas.set(member, meta);
    else room.metas.delete(member);
    const [joins, leaves] = [meta, before].map((one): Entry[] => (one ? [[member, one]] : []));
    if (!before && !meta) return;
    const diff = JSON.stringify({ joins: grouped(joins ?? []), leaves: grouped(leaves ?? []) });
    for (const receiver of room.members) receiver.onDiff(diff);
  };
  return {
    enter(topic, member) {
      const room = rooms.get(topic) ?? { members: new Set(), metas: new Map() };
      rooms.set(topic, room);
      room.members.add(member);
      return JSON.stringify(grouped(room.metas));
    },
    exit(topic, member) {
      const room = rooms.get(topic);
      room?.members.delete(member);
      change(topic, member, null);
      if (room?.members.size === 0) rooms.delete(topic);
    },
    track: (topic, member, state) => change(topic, member, { ...state, phx_ref: randomUUID() }),
    untrack: (topic, member) => change(topic, member, null),
  };
}

function grouped(entries: Iterable<Entry>): Record<string, { metas: Meta[] }> {
  const byKey = new Map<string, { metas: Meta[] }>();
  for (const [{ key }, meta] of entries) {
    const group = byKey.get(key) ?? { metas: [] };
    group.metas.push(meta);
    byKey.set(key, group);
  }
  return Object.fromEntries(byKey);
}
