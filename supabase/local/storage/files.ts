import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { tooLarge } from "./errors.ts";

/** What was written, by the name that the row in the database will hold. */
export interface StoredFile {
  version: string;
  size: number;
  /** MD5 of the content, in hexadecimal. */
  md5: string;
}

/**
 * The bytes of objects. A file is named by a random version and never by its object, so no object name reaches the disk; it is
 * complete before its row exists and deleted after its row is gone. A crash in between leaves at worst a file without a row.
 */
export class Files {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Writes a new file, durable when this resolves. Throws EntityTooLarge beyond `limit` bytes, leaving nothing. */
  async write(content: ReadableStream<Uint8Array> | null, limit: number): Promise<StoredFile> {
    const version = randomUUID();
    const path = this.#path(version);
    const partial = `${path}.partial`;
    const hash = createHash("md5");
    let size = 0;
    const counter = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        size += chunk.length;
        hash.update(chunk);
        if (size > limit) done(tooLarge());
        else done(null, chunk);
      },
    });
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      // The web stream of fetch and the one that Node reads are declared apart, but are the same.
      const source = content ? Readable.fromWeb(content as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);
      await pipeline(source, counter, createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true }));
      await rename(partial, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    return { version, size, md5: hash.digest("hex") };
  }

  /** A copy under a new version. */
  async copy(version: string): Promise<string> {
    const next = randomUUID();
    await mkdir(dirname(this.#path(next)), { recursive: true, mode: 0o700 });
    await copyFile(this.#path(version), `${this.#path(next)}.partial`);
    const copied = await open(`${this.#path(next)}.partial`, "r+");
    await copied.sync().finally(() => copied.close());
    await rename(`${this.#path(next)}.partial`, this.#path(next));
    await syncFolder(dirname(this.#path(next)));
    return next;
  }

  /** The content from `start` to `end` (inclusive). */
  read(version: string, { start, end }: { start: number; end: number }): ReadableStream {
    if (end < start) return new Blob([]).stream();
    // As above: two declarations of one class.
    return Readable.toWeb(createReadStream(this.#path(version), { start, end })) as ReadableStream;
  }

  /** Deletes files whose rows are gone. A file that cannot be deleted stays as an orphan. */
  async remove(...versions: (string | null | undefined)[]): Promise<void> {
    const existing = versions.filter((version) => version !== null && version !== undefined);
    await Promise.all(existing.map((version) => rm(this.#path(version), { force: true }).catch(() => undefined)));
  }

  #path(version: string): string {
    // Versions are ours, but they come out of a table.
    if (!/^[0-9a-f-]{36}$/.test(version)) throw new Error("not a version of ours");
    return join(this.#root, version.slice(0, 2), version);
  }
}

/** Makes the names in a folder durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
