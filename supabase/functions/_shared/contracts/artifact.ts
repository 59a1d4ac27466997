import { z } from "zod";
import { Id, Sha256 } from "./ids.ts";
import { limits } from "./limits.ts";
import { shortText } from "./text.ts";
import { Directive, Lease } from "./worker.ts";

export const ArtifactKind = z.enum(["link", "file", "text", "markdown", "diff", "json"]);
export type ArtifactKind = z.infer<typeof ArtifactKind>;

/** Attaches a small artifact with its content. The same name with the same digest again is a no-op, with another digest a conflict. */
export const PutArtifactInput = z.strictObject({
  lease: Lease,
  step: z.int().nonnegative(),
  name: shortText(200),
  kind: ArtifactKind,
  media_type: shortText(100),
  /** Digest and size in bytes of the decoded content, as the worker claims them. */
  sha256: Sha256,
  size: z.int().nonnegative().max(limits.inlineArtifactBytes),
  encoding: z.enum(["utf8", "base64"]),
  body: z.string().max(Math.ceil((limits.inlineArtifactBytes * 4) / 3) + 4),
});
export type PutArtifactInput = z.infer<typeof PutArtifactInput>;
export const PutArtifactOutput = z.object({ artifact_id: Id, directive: Directive });
