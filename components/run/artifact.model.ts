import type { ArtifactContent, ArtifactView } from "../types.ts";

export type ArtifactShow = "text" | "markdown" | "json" | "diff" | "image" | "link" | "download";

const images = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

/** What is larger is only downloaded: a page that shows it would no longer answer. */
const viewableBytes = 2_097_152;

/** How an artifact can be looked at. SVG is text here: as an image it could carry script into a new tab. */
export function showAs(artifact: Pick<ArtifactView, "kind" | "media_type" | "name" | "size">): ArtifactShow {
  if (artifact.size > viewableBytes) return "download";
  const type = artifact.media_type.split(";")[0]?.trim().toLowerCase() ?? "";
  if (artifact.kind === "link") return "link";
  if (artifact.kind === "markdown" || type === "text/markdown") return "markdown";
  if (artifact.kind === "json" || type === "application/json" || type.endsWith("+json")) return "json";
  if (artifact.kind === "diff" || type === "text/x-diff" || type === "text/x-patch") return "diff";
  if (images.has(type)) return "image";
  if (artifact.kind === "text" || type.startsWith("text/") || type === "image/svg+xml") {
    return "text";
  }
  return "download";
}

/** The stored content as bytes. */
export function bytesOf(content: ArtifactContent): Uint8Array<ArrayBuffer> {
  if (content.encoding === "bytes") return content.body;
  if (content.encoding === "utf8") return new TextEncoder().encode(content.body);
  return Uint8Array.from(atob(content.body), (character) => character.charCodeAt(0));
}

/** The name under which an artifact is saved: without folders. */
export function fileNameOf({ name }: Pick<ArtifactView, "name">): string {
  return name.replaceAll(/[/\\]/g, "_");
}

/** The stored content as text; bytes that are no UTF-8 become U+FFFD. */
export function textOf(content: ArtifactContent): string {
  return content.encoding === "utf8" ? content.body : new TextDecoder().decode(bytesOf(content));
}

/** The address of a link artifact; null unless it is http or https. */
export function safeHref(text: string): string | null {
  try {
    const url = new URL(text.trim());
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
