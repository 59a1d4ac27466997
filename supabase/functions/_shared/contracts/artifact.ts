import * as z from "zod";
import { ArtifactKind } from "./artifact-kind.ts";
import { Id, Instant, Sha256 } from "./ids.ts";
import { limits } from "./limits.ts";
import { shortText } from "./text.ts";
import { Directive, Lease } from "./worker.ts";

const described = {
  lease: Lease,
  step: z.int().nonnegative(),
  name: shortText(200),
  kind: ArtifactKind,
  media_type: shortText(100),
  /** Digest of the decoded content, as the worker claims it. */
  sha256: Sha256,
};

/** Attaches a small artifact with its content. The same name with the same digest again is a no-op, with another digest a conflict. */
export const PutArtifactInput = z.strictObject({
  ...described,
  /** Bytes of the decoded content. */
  size: z.int().nonnegative().max(limits.inlineArtifactBytes),
  encoding: z.enum(["utf8", "base64"]),
  body: z.string().max(Math.ceil((limits.inlineArtifactBytes * 4) / 3) + 4),
});
export type PutArtifactInput = z.infer<typeof PutArtifactInput>;
export const PutArtifactOutput = z.object({ artifact_id: Id, directive: Directive });

/** Announces an artifact that is too large to be put inline. The same name with the same digest again is the same upload. */
export const UploadArtifactInput = z.strictObject({
  ...described,
  size: z
    .int()
    .min(limits.inlineArtifactBytes + 1)
    .max(limits.fileArtifactBytes),
});
export type UploadArtifactInput = z.infer<typeof UploadArtifactInput>;
export const UploadArtifactOutput = z.object({
  object_path: z.string(),
  /** The content is there already; what is left is the commit. */
  arrived: z.boolean(),
  /** Where to PUT the content, below the project's address, within two hours; absent once it has arrived. */
  upload_path: z.string().startsWith("/storage/v1/").optional(),
  directive: Directive,
});
export type UploadArtifactOutput = z.infer<typeof UploadArtifactOutput>;

/** Makes an uploaded artifact visible; refused until all of its content is there. */
export const CommitArtifactInput = z.strictObject({ lease: Lease, object_path: z.string().max(200) });

/** An artifact as queries return it, without its content. */
export const Artifact = z.object({
  id: Id,
  run_id: Id,
  attempt: z.int().positive(),
  step: z.int().nonnegative(),
  name: z.string(),
  kind: ArtifactKind,
  media_type: z.string(),
  /** As its worker claimed it: who reads the content compares. */
  sha256: Sha256,
  size: z.int().nonnegative(),
  created_at: Instant,
});
export type Artifact = z.infer<typeof Artifact>;

export const ListArtifactsInput = z.strictObject({ run_id: Id });
/** Of all attempts, in the order in which they were attached; the latest thousand. */
export const ListArtifactsOutput = z.object({ artifacts: z.array(Artifact) });

export const ReadArtifactInput = z.strictObject({ artifact_id: Id });
/** With its content, or where that is. */
export const ReadArtifactOutput = z.object({
  artifact: Artifact,
  content: z.discriminatedUnion("where", [
    z.object({ where: z.literal("here"), encoding: z.enum(["utf8", "base64"]), body: z.string() }),
    /** Where to GET it, below the project's address, within a minute. */
    z.object({ where: z.literal("storage"), download_path: z.string().startsWith("/storage/v1/") }),
  ]),
});
export type ReadArtifactOutput = z.infer<typeof ReadArtifactOutput>;
