import { Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import type { Supabase } from "../supabase/types.ts";
import { read } from "./read.ts";

/** The database's time, in ms since the epoch. */
export async function readServerTime(supabase: Supabase, signal: AbortSignal): Promise<number> {
  return await read(supabase.rpc("server_time").abortSignal(signal), Instant.transform(Date.parse));
}
