import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import type { StoredWhere } from "./artifact-content-read.ts";
import { artifactKeys } from "./keys.ts";

const reads = () => import("./artifact-content-read.ts");

/** An artifact's content as stored; it never changes. Throws when there is none that the reader may see. */
export function artifactContentQuery(connect: Connect, stored: StoredWhere) {
  return queryOptions({
    queryKey: artifactKeys.content(stored.id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await reads()).readArtifactContent(await connect(), stored, signal),
  });
}

/** An address from which a browser downloads a stored artifact under this name; it opens for a minute. */
export async function artifactAddress(connect: Connect, path: string, fileName: string): Promise<string> {
  return await (await reads()).signArtifactAddress(await connect(), path, fileName);
}
