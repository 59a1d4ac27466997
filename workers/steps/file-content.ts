import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

const chunkBytes = 262_144;

/** The first `size` bytes of a file, or fewer when it has fewer by now, in chunks. */
export async function* chunksOf(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size - at));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** What has to be known of a file too large to be held in memory. */
export interface Scanned {
  sha256: string;
  size: number;
  /** UTF-8 without NUL. */
  isText: boolean;
  holdsSecret: boolean;
}

/** Reads a file once, in chunks, so that heartbeats go on meanwhile. */
export async function scan(file: FileHandle, size: number, findsSecret: (part: Buffer) => boolean): Promise<Scanned> {
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const seen = { size: 0, isText: true, holdsSecret: false };
  for await (const chunk of chunksOf(file, size)) {
    hash.update(chunk);
    seen.size += chunk.length;
    seen.isText &&= !chunk.includes(0) && decodes(() => decoder.decode(chunk, { stream: true }));
    seen.holdsSecret ||= findsSecret(chunk);
  }
  seen.isText &&= decodes(() => decoder.decode());
  return { ...seen, sha256: hash.digest("hex") };
}

function decodes(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}
