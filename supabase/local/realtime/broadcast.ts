import { encodeBroadcast, encodeText, type ProtocolVersion } from "./frames.ts";

/** A broadcast on its way to a topic's subscribers. Private and public topics of one name are two topics. */
export interface Broadcast {
  topic: string;
  isPrivate: boolean;
  event: string;
  /** JSON text when `isJson`, else bytes as they are. */
  payload: Buffer;
  isJson: boolean;
  meta: { id: string; replayed?: boolean } | null;
}

/** The broadcast's wire forms, each made once for all receivers. Null: this version cannot carry it. */
export interface EncodedBroadcast {
  id: string | null;
  forVersion(version: ProtocolVersion): string | Buffer | null;
}

/** Encodes lazily: most topics have receivers of one protocol version only. */
export function encode(broadcast: Broadcast): EncodedBroadcast {
  const forms = new Map<ProtocolVersion, string | Buffer | null>();
  return {
    id: broadcast.meta?.id ?? null,
    forVersion(version) {
      const known = forms.get(version);
      if (known !== undefined) return known;
      const form = (version === 2 ? binaryForm(broadcast) : null) ?? textForm(broadcast, version);
      forms.set(version, form);
      return form;
    },
  };
}

function binaryForm({ topic, event, meta, isJson, payload }: Broadcast): Buffer | null {
  return encodeBroadcast(`realtime:${topic}`, event, meta ? JSON.stringify(meta) : "", isJson, payload);
}

function textForm({ topic, event, meta, isJson, payload }: Broadcast, version: ProtocolVersion): string | null {
  if (!isJson) return null;
  const suffix = meta ? `,"meta":${JSON.stringify(meta)}` : "";
  const body = `{"type":"broadcast","event":${JSON.stringify(event)},"payload":${payload.toString()}${suffix}}`;
  return encodeText({ joinRef: null, ref: null, topic: `realtime:${topic}`, event: "broadcast" }, body, version);
}
