import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import type { z } from "zod";
import type { ArtifactKind, PutArtifactInput } from "../../supabase/functions/_shared/contracts/artifact.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { messageOf, QueueError } from "../queue-error.ts";

export interface ArtifactsOptions {
  folder: string;
  /** Whether a file holds a secret of the attempt; it is not attached then. */
  holdsSecret(content: Buffer): boolean;
  /** Attaches one artifact; false when the attempt is lost. */
  put(artifact: Omit<z.input<typeof PutArtifactInput>, "lease">): Promise<boolean>;
}

/** Kind and media type by extension; anything else is a file. */
const types: Readonly<Record<string, readonly [ArtifactKind, string]>> = {
  ".md": ["markdown", "text/markdown"],
  ".json": ["json", "application/json"],
  ".diff": ["diff", "text/x-diff"],
  ".patch": ["diff", "text/x-diff"],
  ".txt": ["text", "text/plain"],
  ".log": ["text", "text/plain"],
  ".url": ["link", "text/uri-list"],
};

/** Attaches what an attempt's steps put into its artifact folder. */
export class Artifacts {
  readonly #options: ArtifactsOptions;
  readonly #seen = new Set<string>();

  constructor(options: ArtifactsOptions) {
    this.#options = options;
  }

  /** Attaches the regular files that are new since the last call, by name; what cannot be attached is said in the log. */
  async attachNew(step: number, log: (line: string) => void): Promise<void> {
    const { folder, put, holdsSecret } = this.#options;
    for (const path of await regularFiles(folder)) {
      const name = relative(folder, path);
      if (this.#seen.has(name)) continue;
      this.#seen.add(name);
      try {
        const content = await readLimited(path);
        if (content === undefined) {
          log(`artifact ${name} was not attached: it is larger than ${limits.inlineArtifactBytes / 1_024} KB`);
        } else if (holdsSecret(content)) {
          // Not masked: it would no longer be what the step has made, nor have the digest that it may state elsewhere.
          log(`artifact ${name} was not attached: it holds a secret`);
        } else if (!(await put({ step, name, ...describe(name, content) }))) {
          return;
        }
      } catch (error) {
        if (!(error instanceof QueueError) && !isSystemError(error)) throw error;
        log(`artifact ${name} was not attached: ${messageOf(error)}`);
      }
    }
  }
}

/** Sorted, so that a run attaches in the same order every time. */
async function regularFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Undefined when it is too large. */
async function readLimited(path: string): Promise<Buffer | undefined> {
  // What was a file a moment ago may be a link or a pipe now: neither is followed nor waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat();
    if (size > limits.inlineArtifactBytes) return undefined;
    const content = await file.readFile();
    return content.length > limits.inlineArtifactBytes ? undefined : content;
  } finally {
    await file.close();
  }
}

function describe(name: string, content: Buffer) {
  const [kind, mediaType] = types[extname(name).toLowerCase()] ?? ["file", "application/octet-stream"];
  const text = textOf(content);
  return {
    // A text, link or diff that is no text would break whoever shows it.
    ...(text === undefined
      ? { kind: "file" as const, media_type: "application/octet-stream" }
      : { kind, media_type: mediaType }),
    sha256: createHash("sha256").update(content).digest("hex"),
    size: content.length,
    ...(text === undefined
      ? { encoding: "base64" as const, body: content.toString("base64") }
      : { encoding: "utf8" as const, body: text }),
  };
}

/** Undefined for what is not UTF-8, or holds NUL, which Postgres does not store as text. */
function textOf(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
