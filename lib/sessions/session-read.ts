import * as z from "zod";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { LaneRow, laneColumns, SessionRow, sessionColumns } from "./session-row.ts";

export interface SessionDetail extends SessionRow {
  /** In their order. */
  lanes: LaneRow[];
}

/** One session with its lanes; null when there is none that the reader may see. */
export async function readSession(
  supabase: Supabase,
  sessionId: number,
  signal: AbortSignal,
): Promise<SessionDetail | null> {
  const [sessions, lanes] = await Promise.all([
    read(supabase.from("sessions").select(sessionColumns).eq("id", sessionId).abortSignal(signal), z.array(SessionRow)),
    read(
      supabase.from("lanes").select(laneColumns).eq("session_id", sessionId).order("position").abortSignal(signal),
      z.array(LaneRow),
    ),
  ]);
  const [session] = sessions;
  return session === undefined ? null : { ...session, lanes };
}
