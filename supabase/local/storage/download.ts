import type { Files } from "./files.ts";
import type { ObjectRow } from "./objects.ts";

/** The answer that holds the object, a part of it, or nothing when the client has it already. */
export function objectResponse(files: Files, object: ObjectRow, request: Request): Response {
  const { size, mimetype, cacheControl, eTag, lastModified } = object.metadata;
  const headers = new Headers({
    "content-type": mimetype,
    "cache-control": cacheControl,
    etag: eTag,
    "last-modified": new Date(lastModified).toUTCString(),
    "accept-ranges": "bytes",
    ...disposition(new URL(request.url).searchParams.get("download"), object.name),
  });
  if (matches(request.headers.get("if-none-match"), eTag)) return new Response(null, { status: 304, headers });
  const range = rangeOf(request.headers.get("range"), size);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  headers.set("content-length", String(end - start + 1));
  if (range) headers.set("content-range", `bytes ${start}-${end}/${size}`);
  const body = request.method === "HEAD" ? null : files.read(object.version, { start, end });
  return new Response(body, { status: range ? 206 : 200, headers });
}

function disposition(download: string | null, name: string): Record<string, string> {
  if (download === null) return {};
  const file = download || (name.split("/").at(-1) ?? name);
  return { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file)}` };
}

function matches(header: string | null, eTag: string): boolean {
  return header?.split(",").some((one) => one.trim().replace(/^W\//, "") === eTag || one.trim() === "*") ?? false;
}

/** One range of bytes; null for the whole; several ranges count as none, as HTTP allows. */
function rangeOf(header: string | null, size: number): { start: number; end: number } | "unsatisfiable" | null {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return null;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? "unsatisfiable" : { start, end };
}
