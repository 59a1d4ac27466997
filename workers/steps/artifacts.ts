import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { z } from "zod";
import type { PutArtifactInput } from "../../supabase/functions/_shared/contracts/artifact.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { messageOf, QueueError } from "../queue-error.ts";
import { typeOf } from "./artifact-type.ts";
import { scan } from "./file-content.ts";
import { store, UploadError, type Uploads } from "./upload.ts";

export interface ArtifactsOptions {
  folder: string;
  /** Says of a file's name, or of its content in parts, whether it holds a secret of the attempt; it is not attached then. */
  secretFinder(): (part: Buffer) => boolean;
  /** Attaches one small artifact; false when the attempt is lost. */
  put(artifact: Omit<z.input<typeof PutArtifactInput>, "lease">): Promise<boolean>;
  /** Where large ones go. */
  uploads: Uploads;
}

/** Attaches what an attempt's steps put into its artifact folder. */
export class Artifacts {
  readonly #options: ArtifactsOptions;
  readonly #seen = new Set<string>();

  constructor(options: ArtifactsOptions) {
    this.#options = options;
  }

  /** Attaches the regular files that are new since the last call, by name; what cannot be attached is said in the log. */
  async attachNew(step: number, log: (line: string) => void): Promise<void> {
    const { folder } = this.#options;
    for (const path of await regularFiles(folder)) {
      const name = relative(folder, path);
      if (this.#seen.has(name)) continue;
      this.#seen.add(name);
      if (this.#options.secretFinder()(Buffer.from(name))) {
        log("an artifact was not attached: its name holds a secret");
        continue;
      }
      try {
        // What was a file a moment ago may be a link or a pipe now: neither is followed nor waited for.
        const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
        try {
          const outcome = await this.#attach(file, name, step);
          if (outcome === "lost") return;
          if (outcome !== "attached") log(`artifact ${name} was not attached: ${outcome.why}`);
        } finally {
          await file.close();
        }
      } catch (error) {
        const isExpected = error instanceof QueueError || error instanceof UploadError || isSystemError(error);
        if (!isExpected) throw error;
        log(`artifact ${name} was not attached: ${messageOf(error)}`);
      }
    }
  }

  async #attach(file: FileHandle, name: string, step: number): Promise<"attached" | "lost" | { why: string }> {
    const { put, uploads, secretFinder } = this.#options;
    const { size } = await file.stat();
    if (size > limits.fileArtifactBytes) return { why: `it is larger than ${limits.fileArtifactBytes / 1_048_576} MB` };
    const holdsSecret = secretFinder();
    // Not masked: it would no longer be what the step has made, nor have the digest that it may state elsewhere.
    const secret = { why: "it holds a secret" };
    if (size > limits.inlineArtifactBytes) {
      const content = await scan(file, size, holdsSecret);
      if (content.holdsSecret) return secret;
      const { sha256, isText } = content;
      const artifact = { step, name, ...typeOf(name, isText), sha256, size: content.size };
      return (await store(file, artifact, uploads)) ? "attached" : "lost";
    }
    const content = Buffer.alloc(size);
    const { bytesRead } = await file.read(content, 0, size, 0);
    const whole = content.subarray(0, bytesRead);
    if (holdsSecret(whole)) return secret;
    return (await put({ step, name, ...describe(name, whole) })) ? "attached" : "lost";
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

function describe(name: string, content: Buffer) {
  const text = textOf(content);
  return {
    ...typeOf(name, text !== undefined),
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
