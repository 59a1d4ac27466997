import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { artifactKeys } from "./keys.ts";

const Content = z.object({ encoding: z.enum(["utf8", "base64"]), body: z.string() });

/** An artifact's content as stored; it never changes. Throws when there is none that the reader may see. */
export function artifactContentQuery(connect: Connect, artifactId: number) {
  return queryOptions({
    queryKey: artifactKeys.content(artifactId),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      return await read(
        supabase.from("artifacts").select("encoding, body").eq("id", artifactId).abortSignal(signal).single(),
        Content,
      );
    },
  });
}
