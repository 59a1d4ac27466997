import * as z from "zod";
import { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const columns = `id, run_id, attempt, step, step_name, session_id, title, body, input_schema, input, digest, roles, min_count, not_requester,
  asked_by, on_deadline, deadline_at, status, requested_at, decided_at, runs!approvals_run_id_fkey(title),
  decisions:approval_decisions(actor, actor_name, decision, comment, digest, decided_at)`;

const Row = Approval.omit({ run_title: true })
  .extend({ runs: z.object({ title: z.string() }) })
  .transform(({ runs, decisions, ...approval }) => ({
    ...approval,
    run_title: runs.title,
    decisions: decisions.toSorted((a, b) => Date.parse(a.decided_at) - Date.parse(b.decided_at)),
  }));

/** What waits for a decision, the next deadline first; 100 at most. */
export async function readPending(supabase: Supabase, signal: AbortSignal) {
  const query = supabase.from("approvals").select(columns).eq("status", "pending").order("deadline_at");
  return await read(query.limit(100).abortSignal(signal), z.array(Row));
}

/** What was decided, expired or was cancelled, the newest first; 50 at most. */
export async function readDecided(supabase: Supabase, signal: AbortSignal) {
  const query = supabase.from("approvals").select(columns).neq("status", "pending");
  return await read(query.order("decided_at", { ascending: false }).limit(50).abortSignal(signal), z.array(Row));
}

/** What a run has asked so far, the newest first. */
export async function readOfRun(supabase: Supabase, runId: number, signal: AbortSignal) {
  const query = supabase.from("approvals").select(columns).eq("run_id", runId);
  return await read(query.order("id", { ascending: false }).limit(20).abortSignal(signal), z.array(Row));
}
