import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** The run that is first or last of a lane's queue at this moment, by the order in which a claim takes them; null: none is queued. */
export async function fetchLaneEnd(supabase: Supabase, laneId: number, end: "front" | "end"): Promise<number | null> {
  const ascending = end === "front";
  const rows = supabase
    .from("runs")
    .select("id")
    .eq("lane_id", laneId)
    .eq("status", "queued")
    .eq("holds_slot", false)
    .order("priority", { ascending: !ascending })
    .order("rank", { ascending })
    .order("id", { ascending })
    .limit(1);
  return (await read(rows, z.array(z.object({ id: Id }))))[0]?.id ?? null;
}
