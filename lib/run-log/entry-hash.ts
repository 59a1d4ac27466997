import type { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { microsecondsOf } from "./microseconds.ts";

const encoder = new TextEncoder();

/** What the first entry follows. */
export const emptyHead: Uint8Array = new Uint8Array(32);

/**
 * sha256(0x00 || previous hash || fields), each field as a 4-byte big-endian length and its UTF-8 bytes: run id, seq, attempt, step
 * ('' when null), stream, kind, emitted_at in microseconds, body. Undefined when `emitted_at` is no instant.
 */
export async function entryHash(previous: Uint8Array, entry: LogEntry): Promise<Uint8Array | undefined> {
  const emitted = microsecondsOf(entry.emitted_at);
  if (emitted === undefined) return undefined;
  const { run_id, seq, attempt, step, stream, kind, body } = entry;
  const fields = [run_id, seq, attempt, step ?? "", stream, kind, emitted, body].map((field) =>
    encoder.encode(String(field)),
  );
  const bytes = new Uint8Array(1 + previous.length + fields.reduce((sum, field) => sum + 4 + field.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(previous, 1);
  let at = 1 + previous.length;
  for (const field of fields) {
    view.setUint32(at, field.length);
    bytes.set(field, at + 4);
    at += 4 + field.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
