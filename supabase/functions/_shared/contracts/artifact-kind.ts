import * as z from "zod";

/** How an artifact is shown. A file of its own, so that a page that lists artifacts loads no contract of workers. */
export const ArtifactKind = z.enum(["link", "file", "text", "markdown", "diff", "json"]);
export type ArtifactKind = z.infer<typeof ArtifactKind>;
