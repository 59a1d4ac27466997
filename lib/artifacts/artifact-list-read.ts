import * as z from "zod";
import { ArtifactKind } from "../../supabase/functions/_shared/contracts/artifact-kind.ts";
import { Id, Instant, Sha256 } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const ArtifactRow = z.object({
  id: Id,
  name: z.string(),
  kind: ArtifactKind,
  media_type: z.string(),
  size: z.int().nonnegative(),
  sha256: Sha256,
  attempt: z.int().positive(),
  step: z.int().nonnegative(),
  object_path: z.string().nullable(),
  created_at: Instant,
});
type ArtifactRow = z.output<typeof ArtifactRow>;

/** What a run produced, in order, without the contents. */
export async function readArtifacts(supabase: Supabase, runId: number, signal: AbortSignal): Promise<ArtifactRow[]> {
  const query = supabase
    .from("artifacts")
    .select("id, name, kind, media_type, size, sha256, attempt, step, object_path, created_at")
    .eq("run_id", runId);
  return await read(query.order("id").abortSignal(signal), z.array(ArtifactRow));
}
