import type { PlantedFault } from "../../../e2e/harness/planted-fault.ts";

/** Mistakes that somebody could make in the SQL. docs/decisions lists them. */
export const faults: Record<string, PlantedFault> = {
  "a fence that lets any lease of the run write": {
    functionName: "is_live",
    replace: [
      ["((l).token = p_token) AND ", ""],
      ["((l).attempt = p_attempt) AND ", ""],
    ],
  },
  "a fence that takes an expired lease": {
    functionName: "is_live",
    replace: [["((l).expires_at > p_now) AND ", ""]],
  },
  "an end of an attempt that leaves its lease": {
    functionName: "end_attempt",
    replace: [["delete from private.leases l where l.run_id = p_run.id;", ""]],
  },
  "failed attempts that nobody counts": {
    functionName: "end_attempt",
    replace: [["p_run.failed_attempts + v_counts::integer", "p_run.failed_attempts"]],
  },
  "an append that ignores the batch's number": {
    functionName: "fence_batch",
    replace: [["    and l.last_batch_no = p_batch_no - 1\n", ""]],
  },
  "an append that forgets the step that failed": {
    functionName: "project_steps",
    replace: [["else v_entry ->> 'status' end;", "else 'succeeded' end;"]],
  },
  "a cancelled run that goes on resuming": {
    functionName: "cancel_run",
    replace: [["available_at = null, resuming = false where", "available_at = null where"]],
  },
  "a resuming run that waits for capacity": {
    functionName: "take_runs",
    replace: [
      [
        "private.pick_resuming_runs(v_lane_id, v_labels, v_wanted - cardinality(v_leases))",
        "private.pick_resuming_runs(v_lane_id, v_labels, least(v_wanted - cardinality(v_leases), v_lane.capacity - v_held))",
      ],
    ],
  },
  "a lane that counts only what it gives out now": {
    functionName: "take_runs",
    replace: [["v_lane.capacity - v_held", "v_lane.capacity"]],
  },
  "a retry that remembers the cancel": {
    functionName: "retry_run",
    replace: [["      cancel_requested_at = null, cancel_requested_by = null, cancel_reason = null,\n", ""]],
  },
  "a log whose head stands still": {
    functionName: "append_entries",
    replace: [["hash = n.hash, lines", "lines"]],
  },
  "a concurrency key that counts only what it gives out now": {
    functionName: "pick_restricted_runs",
    replace: [["cardinality(v_holders) + (select", "(select"]],
  },
  "a claim that gives any worker what needs a label": {
    functionName: "pick_restricted_runs",
    replace: [["if not v_run.required_labels <@ p_labels then", "if false then"]],
  },
  "a draining worker that is given more": {
    functionName: "claim_work",
    replace: [["elsif not v_takers[v_taker].draining and", "elsif"]],
  },
  "a run that expires in the queue and stays there": {
    functionName: "expire_queued",
    replace: [["r.queue_expires_at <= p_now\n", "r.queue_expires_at <= p_now - interval '1 day'\n"]],
  },
  "a timeout that a live worker writes past": {
    functionName: "is_live",
    replace: [[" AND (((l).deadline_at IS NULL) OR ((l).deadline_at > p_now))", ""]],
  },
  "a failure that is tried again although that would not help": {
    functionName: "end_attempt",
    replace: [["p_run.cancel_requested_at is null and p_retryable and", "p_run.cancel_requested_at is null and"]],
  },
  "a move that takes a run out of the lane whose slot it holds": {
    functionName: "refuse_not_queued",
    replace: [["elsif p_run.holds_slot then", "elsif false then"]],
  },
  "an approval that is decided again": {
    functionName: "require_approval",
    replace: [["if approval.status <> 'pending' then", "if false then"]],
  },
  "a cancelled run that still asks for an approval": {
    functionName: "cancel_run",
    replace: [["perform private.close_approval(v_run, 'cancelled', p_now);", ""]],
  },
};
