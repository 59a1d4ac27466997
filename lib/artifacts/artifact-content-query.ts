import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { ReadError, read } from "../query/read.ts";
import type { Connect, Supabase } from "../supabase/types.ts";
import { artifactKeys } from "./keys.ts";

const Inline = z.object({ encoding: z.enum(["utf8", "base64"]), body: z.string() });

export interface StoredWhere {
  id: number;
  /** Null: its content is in its row. */
  object_path: string | null;
}

/** An artifact's content as stored; it never changes. Throws when there is none that the reader may see. */
export function artifactContentQuery(connect: Connect, { id, object_path }: StoredWhere) {
  return queryOptions({
    queryKey: artifactKeys.content(id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      if (object_path !== null)
        return { encoding: "bytes" as const, body: await objectOf(supabase, object_path, signal) };
      return await read(
        supabase.from("artifacts").select("encoding, body").eq("id", id).abortSignal(signal).single(),
        Inline,
      );
    },
  });
}

async function objectOf(supabase: Supabase, path: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const { data, error } = await bucketOf(supabase).download(path, {}, { signal });
  if (error) throw unreadable(error);
  return new Uint8Array(await data.arrayBuffer());
}

const addressSeconds = 60;

/** An address from which a browser downloads a stored artifact under this name; it opens for a minute. */
export async function artifactAddress(connect: Connect, path: string, fileName: string): Promise<string> {
  const { data, error } = await bucketOf(await connect()).createSignedUrl(path, addressSeconds, { download: fileName });
  if (error) throw unreadable(error);
  return data.signedUrl;
}

function bucketOf(supabase: Supabase) {
  return supabase.storage.from("artifacts");
}

function unreadable(cause: Error): ReadError {
  return new ReadError("Storage did not give its content", "Try again; if it persists, ask an admin.", null, cause);
}
