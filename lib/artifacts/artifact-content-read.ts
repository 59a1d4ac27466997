import * as z from "zod";
import { ReadError, read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const Inline = z.object({ encoding: z.enum(["utf8", "base64"]), body: z.string() });

export interface StoredWhere {
  id: number;
  /** Null: its content is in its row. */
  object_path: string | null;
}

/** An artifact's content as stored. Throws when there is none that the reader may see. */
export async function readArtifactContent(supabase: Supabase, { id, object_path }: StoredWhere, signal: AbortSignal) {
  if (object_path !== null) return { encoding: "bytes" as const, body: await objectOf(supabase, object_path, signal) };
  return await read(
    supabase.from("artifacts").select("encoding, body").eq("id", id).abortSignal(signal).single(),
    Inline,
  );
}

async function objectOf(supabase: Supabase, path: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const { data, error } = await bucketOf(supabase).download(path, {}, { signal });
  if (error) throw unreadable(error);
  return new Uint8Array(await data.arrayBuffer());
}

const addressSeconds = 60;

/** An address from which a browser downloads a stored artifact under this name; it opens for a minute. */
export async function signArtifactAddress(supabase: Supabase, path: string, fileName: string): Promise<string> {
  const { data, error } = await bucketOf(supabase).createSignedUrl(path, addressSeconds, { download: fileName });
  if (error) throw unreadable(error);
  return data.signedUrl;
}

function bucketOf(supabase: Supabase) {
  return supabase.storage.from("artifacts");
}

function unreadable(cause: Error): ReadError {
  return new ReadError("Storage did not give its content", "Try again; if it persists, ask an admin.", null, cause);
}
