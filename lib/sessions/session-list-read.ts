import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { SessionRow, sessionColumns } from "./session-row.ts";

/** More open runs than this are not counted by session; the counts are then unknown. */
const countLimit = 1_000;

export interface SessionListItem extends SessionRow {
  /** Runs that are neither queued nor over, and runs that are queued; null when there are too many to count. */
  active_count: number | null;
  queued_count: number | null;
}

/** The open or the archived sessions, newest first, with their open runs counted. */
export async function readSessions(
  supabase: Supabase,
  archived: boolean,
  signal: AbortSignal,
): Promise<SessionListItem[]> {
  const select = supabase.from("sessions").select(sessionColumns);
  const filtered = archived ? select.not("archived_at", "is", null) : select.is("archived_at", null);
  const [sessions, runs] = await Promise.all([
    read(filtered.order("id", { ascending: false }).limit(200).abortSignal(signal), z.array(SessionRow)),
    archived ? [] : openRuns(supabase, signal),
  ]);
  return sessions.map((session) => ({ ...session, ...countsOf(session.id, runs) }));
}

const OpenRun = z.object({ session_id: Id, status: RunStatus });
type OpenRun = z.output<typeof OpenRun>;

async function openRuns(supabase: Supabase, signal: AbortSignal): Promise<OpenRun[] | null> {
  const query = supabase
    .from("runs")
    .select("session_id, status")
    .in("status", ["queued", "claimed", "running", "waiting"])
    .limit(countLimit);
  const runs = await read(query.abortSignal(signal), z.array(OpenRun));
  return runs.length < countLimit ? runs : null;
}

function countsOf(sessionId: number, runs: OpenRun[] | null) {
  if (runs === null) return { active_count: null, queued_count: null };
  const own = runs.filter((run) => run.session_id === sessionId);
  const queued_count = own.filter((run) => run.status === "queued").length;
  return { active_count: own.length - queued_count, queued_count };
}
