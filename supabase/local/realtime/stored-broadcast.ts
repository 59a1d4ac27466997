import type { Broadcast } from "./broadcast.ts";
import type { Row } from "./replication/pgoutput.ts";

/** A row of realtime.messages as text, whether from the log or from the table; null when it is no complete broadcast. */
export function storedBroadcast(row: Row): Broadcast | null {
  const [topic, event, id, isPrivate] = ["topic", "event", "id", "private"].map((name) => row.get(name));
  const [json, bytes] = [row.get("payload"), row.get("binary_payload")];
  if (!topic || !event || !id || !isPrivate || !row.get("inserted_at")) return null;
  if (typeof json !== "string" && typeof bytes !== "string") return null;
  return {
    topic,
    event,
    isPrivate: isPrivate === "t" || isPrivate === "true",
    isJson: typeof json === "string",
    payload: typeof json === "string" ? Buffer.from(json) : Buffer.from((bytes ?? "").slice(2), "hex"),
    meta: { id },
  };
}

/** The columns that `storedBroadcast` reads, as text. */
export const STORED_COLUMNS = `topic, event, id::text, private::text, inserted_at::text, payload::text, binary_payload::text`;
