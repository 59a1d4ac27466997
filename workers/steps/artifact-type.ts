import { extname } from "node:path";
import type { ArtifactKind } from "../../supabase/functions/_shared/contracts/artifact-kind.ts";

type Type = readonly [ArtifactKind, string];

const texts: Readonly<Record<string, Type>> = {
  ".md": ["markdown", "text/markdown"],
  ".json": ["json", "application/json"],
  ".diff": ["diff", "text/x-diff"],
  ".patch": ["diff", "text/x-diff"],
  ".txt": ["text", "text/plain"],
  ".log": ["text", "text/plain"],
  ".url": ["link", "text/uri-list"],
};
const images: Readonly<Record<string, Type>> = {
  ".png": ["file", "image/png"],
  ".jpg": ["file", "image/jpeg"],
  ".jpeg": ["file", "image/jpeg"],
  ".gif": ["file", "image/gif"],
  ".webp": ["file", "image/webp"],
};

/** Kind and media type by extension; anything else is a file. A text, link or diff that is no text would break whoever shows it. */
export function typeOf(name: string, isText: boolean): { kind: ArtifactKind; media_type: string } {
  const known = isText ? texts : images;
  const [kind, media_type] = known[extname(name).toLowerCase()] ?? ["file", "application/octet-stream"];
  return { kind, media_type };
}
