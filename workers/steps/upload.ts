import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { UploadArtifactInput, UploadArtifactOutput } from "../../supabase/functions/_shared/contracts/artifact.ts";
import { chunksOf } from "./file-content.ts";

type Artifact = Omit<UploadArtifactInput, "lease">;

/** The way of a large artifact, apart from its content. Each call resolves to undefined or false when the attempt is lost. */
export interface Uploads {
  announce(artifact: Artifact): Promise<UploadArtifactOutput | undefined>;
  commit(objectPath: string): Promise<boolean>;
  /** Address of the Supabase project. */
  projectUrl: string;
  /** Aborted when the attempt has to end. */
  signal: AbortSignal;
}

/** The content could not be uploaded; the message says why and holds no address, which is the right to write. */
export class UploadError extends Error {
  override name = "UploadError";
  readonly retryable: boolean;
  constructor(message: string, retryable = false) {
    super(message);
    this.retryable = retryable;
  }
}

const tries = 5;
/** 50 MB at 3 Mbit/s. */
const timeoutMs = 150_000;

/**
 * Stores a file as an artifact; false when the attempt is lost. Announced anew for each try: the answer says whether the content of the
 * one before has arrived although its response was lost. Throws UploadError and QueueError.
 */
export async function store(file: FileHandle, artifact: Artifact, uploads: Uploads): Promise<boolean> {
  for (let tryNo = 1; ; tryNo++) {
    if (uploads.signal.aborted) throw new UploadError("the run was stopped");
    const upload = await uploads.announce(artifact);
    if (upload === undefined) return false;
    try {
      if (upload.upload_path !== undefined) await send(file, artifact, uploads, upload.upload_path);
      return await uploads.commit(upload.object_path);
    } catch (error) {
      if (!(error instanceof UploadError) || !error.retryable || tryNo === tries) throw error;
      await delay(2 ** tryNo * 100 * (0.5 + Math.random()), undefined, { signal: uploads.signal }).catch(
        () => undefined,
      );
    }
  }
}

async function send(
  file: FileHandle,
  artifact: Artifact,
  { projectUrl, signal }: Uploads,
  path: string,
): Promise<void> {
  const changed = new UploadError("it changed while it was uploaded");
  // The types of Node's own fetch lack `duplex`, which a stream needs.
  const request: RequestInit & { duplex: "half" } = {
    method: "PUT",
    headers: { "content-type": artifact.media_type, "content-length": String(artifact.size), "x-upsert": "false" },
    body: streamOf(unchanged(file, artifact, changed)),
    duplex: "half",
    redirect: "error",
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  };
  let response: Response;
  try {
    response = await fetch(`${projectUrl}${path}`, request);
    await response.body?.cancel();
  } catch (error) {
    if (signal.aborted) throw new UploadError("the run was stopped");
    if (error instanceof Error && (error === changed || error.cause === changed)) throw changed;
    throw new UploadError("Storage did not take it in", true);
  }
  if (!response.ok) throw new UploadError(`Storage answered ${response.status}`, true);
}

/** The content that was announced. Other content fails before its last chunk, so that it never arrives. */
async function* unchanged(file: FileHandle, { size, sha256 }: Artifact, changed: UploadError): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let sent = 0;
  for await (const chunk of chunksOf(file, size)) {
    hash.update(chunk);
    sent += chunk.length;
    if (sent === size && hash.digest("hex") !== sha256) throw changed;
    yield chunk;
  }
  if (sent < size) throw changed;
}

function streamOf(content: AsyncGenerator<Buffer>): ReadableStream<Buffer> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await content.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await content.return(undefined)),
  });
}
