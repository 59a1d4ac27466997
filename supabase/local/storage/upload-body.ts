import { z } from "zod";
import { invalidRequest, tooLarge } from "./errors.ts";

/** What an upload request says, in either of its two forms. */
export interface UploadBody {
  content: ReadableStream<Uint8Array> | null;
  mimetype: string;
  cacheControl: string;
  userMetadata: UserMetadata | null;
}

/** What a form may hold beside the file (bytes). */
const FORM_OVERHEAD = 64 * 1024;
const UserMetadata = z.record(z.string(), z.json());
/** What the client wants kept beside an object. */
export type UserMetadata = z.infer<typeof UserMetadata>;

/** Reads an upload. A raw body is not read yet; a form, which must be read to find the file, is, up to `limit`. */
export async function readUpload(request: Request, limit: number): Promise<UploadBody> {
  const type = request.headers.get("content-type") ?? "application/octet-stream";
  if (Number(request.headers.get("content-length") ?? 0) > limit + FORM_OVERHEAD) throw tooLarge();
  if (!type.startsWith("multipart/form-data")) {
    const encoded = request.headers.get("x-metadata");
    return {
      content: request.body,
      mimetype: type,
      cacheControl: request.headers.get("cache-control") ?? "no-cache",
      userMetadata: encoded === null ? null : parseMetadata(Buffer.from(encoded, "base64").toString("utf8")),
    };
  }
  const form = await readForm(request, type, limit + FORM_OVERHEAD);
  // storage-js names the file "", other clients "file".
  const file = [...form.values()].find((value) => typeof value !== "string");
  if (!file) throw invalidRequest("the form holds no file");
  if (file.size > limit) throw tooLarge();
  const seconds = textOf(form, "cacheControl");
  const metadata = textOf(form, "metadata");
  return {
    content: file.stream(),
    mimetype: textOf(form, "contentType") ?? (file.type || "application/octet-stream"),
    cacheControl: seconds === null ? "no-cache" : /^\d+$/.test(seconds) ? `max-age=${seconds}` : seconds,
    userMetadata: metadata === null ? null : parseMetadata(metadata),
  };
}

async function readForm(request: Request, type: string, limit: number): Promise<FormData> {
  let size = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > limit) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
  const body = request.body?.pipeThrough(counter) ?? null;
  return await new Response(body, { headers: { "content-type": type } }).formData().catch((error: unknown) => {
    if (size > limit) throw tooLarge();
    throw invalidRequest(error instanceof Error ? error.message : "the form cannot be read");
  });
}

function textOf(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === "string" ? value : null;
}

function parseMetadata(text: string): UserMetadata {
  try {
    return UserMetadata.parse(JSON.parse(text));
  } catch {
    throw invalidRequest("metadata must be a JSON object");
  }
}
