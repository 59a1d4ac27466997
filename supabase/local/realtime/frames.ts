import { z } from "zod";

/** One Phoenix message, whatever its encoding. A binary broadcast's payload is `{type, event, payload: Buffer}`. */
export interface Frame {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
}

export type ProtocolVersion = 1 | 2;

const Reference = z.string().nullish();
const TextV1 = z.object({
  topic: z.string(),
  event: z.string(),
  payload: z.unknown(),
  ref: Reference,
  join_ref: Reference,
});
const TextV2 = z.tuple([z.string().nullable(), z.string().nullable(), z.string(), z.string(), z.unknown()]);

const KIND_BROADCAST_PUSH = 3;
const KIND_BROADCAST = 4;

/** Null for anything that is no frame of this version. */
export function decodeText(text: string, version: ProtocolVersion): Frame | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (version === 2) {
    const frame = TextV2.safeParse(json);
    if (!frame.success) return null;
    const [joinRef, ref, topic, event, payload] = frame.data;
    return { joinRef, ref, topic, event, payload };
  }
  const frame = TextV1.safeParse(json);
  if (!frame.success) return null;
  const { topic, event, payload, ref, join_ref } = frame.data;
  // In version 1 a join's own ref is what later messages of the channel refer to.
  return {
    joinRef: join_ref ?? (event === "phx_join" ? (ref ?? null) : null),
    ref: ref ?? null,
    topic,
    event,
    payload,
  };
}

/** A client's broadcast in the binary form (kind 3) of version 2, or null. */
export function decodeBinary(data: Buffer): Frame | null {
  if (data.length < 7 || data[0] !== KIND_BROADCAST_PUSH) return null;
  let offset = 7;
  const take = (length: number) => {
    const part = data.subarray(offset, offset + length);
    offset += length;
    return part.toString();
  };
  const lengths = [...data.subarray(1, 6)];
  if (offset + lengths.reduce((sum, length) => sum + length, 0) > data.length) return null;
  const [joinRef = "", ref = "", topic = "", event = ""] = lengths.map(take);
  const bytes = data.subarray(offset);
  let payload: unknown = bytes;
  if (data[6] === 1) {
    try {
      payload = JSON.parse(bytes.toString());
    } catch {
      return null;
    }
  }
  return {
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event: "broadcast",
    payload: { type: "broadcast", event, payload },
  };
}

/** `payloadJson` is JSON text, so that what is sent to many is serialised once. */
export function encodeText(frame: Omit<Frame, "payload">, payloadJson: string, version: ProtocolVersion): string {
  const [joinRef, ref] = [JSON.stringify(frame.joinRef), JSON.stringify(frame.ref)];
  const [topic, event] = [JSON.stringify(frame.topic), JSON.stringify(frame.event)];
  return version === 2
    ? `[${joinRef},${ref},${topic},${event},${payloadJson}]`
    : `{"topic":${topic},"event":${event},"payload":${payloadJson},"ref":${ref},"join_ref":${joinRef}}`;
}

/** A broadcast in the binary form (kind 4), or null when a name is too long for its one-byte length. */
export function encodeBroadcast(
  topic: string,
  event: string,
  meta: string,
  isJson: boolean,
  payload: Buffer,
): Buffer | null {
  const names = [Buffer.from(topic), Buffer.from(event), Buffer.from(meta)];
  if (names.some((name) => name.length > 255)) return null;
  const header = Buffer.from([KIND_BROADCAST, ...names.map((name) => name.length), isJson ? 1 : 0]);
  return Buffer.concat([header, ...names, payload]);
}
