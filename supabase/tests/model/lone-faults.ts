import type { PlantedFault } from "../../../e2e/harness/planted-fault.ts";

export interface LoneFault extends PlantedFault {
  /** One whose first sequences meet the fault, to save the suite's time: any finds it sooner or later, and after a change of the sequences another may be sooner. */
  seed: number;
}

/** More mistakes that somebody could make in the SQL, where one thing at a time is enough to notice. docs/decisions lists them. */
export const loneFaults: Record<string, LoneFault> = {
  "an explanation that forgets that the lane is paused": {
    seed: 12,
    functionName: "lane_causes",
    replace: [["if v_lane.paused_at is not null then", "if false then"]],
  },
  "an explanation that sees the key's holders and not those before it": {
    seed: 6,
    functionName: "order_causes",
    replace: [["v_key_places > 0 and c.same_key >= v_key_places", "false"]],
  },
  "an explanation that sees the lane's places and not the slots of workers": {
    seed: 1,
    functionName: "order_causes",
    replace: [["c.runs >= greatest(c.free, 1) or", ""]],
  },
  "a move that takes the place of its neighbour": {
    seed: 10,
    functionName: "rank_beside",
    replace: [
      [
        "case when p_before then private.rank_between(v_other.rank, v_anchor.rank)",
        "case when p_before then v_anchor.rank",
      ],
    ],
  },
  "a claim that forgets what earlier steps left": {
    seed: 3,
    functionName: "claimed_runs",
    replace: [["private.outputs_before(r.id, r.start_step)", "'[]'::jsonb"]],
  },
  "a slot that becomes free and opens no lane": {
    seed: 7,
    functionName: "open_lanes_of_changed_runs",
    replace: [["where (o.holds_slot and not n.holds_slot) or (", "where false or ("]],
  },
  "an occurrence that is made although the run before is still going": {
    seed: 6,
    functionName: "fire_occurrence",
    replace: [["p_schedule.overlap = 'skip' then", "false then"]],
  },
  "an occurrence that cancels nothing of what it should": {
    seed: 14,
    functionName: "fire_occurrence",
    replace: [["elsif p_schedule.overlap = 'cancel_previous' then", "elsif false then"]],
  },
  "a firing that skips the next occurrence": {
    seed: 1,
    functionName: "fire_schedule",
    replace: [["set next_at = v_next_at,", "set next_at = v_next_at + interval '10 minutes',"]],
  },
  "a retention that keeps what failed no longer than what succeeded": {
    seed: 3,
    functionName: "purge_old_runs",
    replace: [["else v_retention.keep_failed_days end", "else v_retention.keep_succeeded_days end"]],
  },
  "a bulk retry that always begins at the first step": {
    seed: 20,
    functionName: "bulk_act",
    replace: [["'from', p_operation.retry_from", "'from', 'start'"]],
  },
  "a bulk operation that skips a run after each step": {
    seed: 1,
    functionName: "advance_bulk_operation",
    replace: [["coalesce(v_page.next_before, o.next_before)", "coalesce(v_page.next_before - 1, o.next_before)"]],
  },
  "an end that succeeds with steps left to do": {
    seed: 2,
    functionName: "succeed_runs",
    replace: [
      [
        "or cardinality(v_steps) <> (\n      select count(*) from unnest(v_leases) l",
        "or false and 0 <> (\n      select count(*) from unnest(v_leases) l",
      ],
    ],
  },
  "a key that a run gives up when it starts": {
    seed: 3,
    functionName: "key_holders",
    replace: [["= p_key and r.holds_slot order by", "= p_key and r.holds_slot and r.status <> 'running' order by"]],
  },
  "a claim that starts what it gives and sets it no deadline": {
    seed: 1,
    functionName: "claim_picked",
    replace: [["case when p_start and r.timeout_seconds is not null then", "case when false then"]],
  },
  "a create of many that gives all the first one's priority": {
    seed: 1,
    functionName: "insert_runs",
    replace: [
      [
        "coalesce((a.input ->> 'priority')::integer, 0), a.id",
        "coalesce(((p_asked[1]).input ->> 'priority')::integer, 0), a.id",
      ],
    ],
  },
  "a requester who may approve their own run": {
    seed: 2,
    functionName: "check_approver",
    replace: [["elsif p_approval.not_requester and", "elsif false and"]],
  },
  "a retry whose author may approve the run": {
    seed: 36,
    functionName: "retry_run",
    replace: [["unnest(r.also_asked_by || p_actor.id)", "unnest(r.also_asked_by)"]],
  },
  "a schedule whose owner may approve its runs": {
    seed: 12,
    functionName: "insert_runs",
    replace: [
      [
        "(select array[s.owner] from public.schedules s where s.id = (a.input #>> '{resolved,schedule_id}')::bigint)",
        "null::text[]",
      ],
    ],
  },
  "an approval that any role decides": {
    seed: 1,
    functionName: "check_approver",
    replace: [["if not v_role = any (p_approval.roles) then", "if false then"]],
  },
  "a decision on something else than what is asked": {
    seed: 1,
    functionName: "require_approval",
    replace: [["elsif approval.digest <> p_input ->> 'digest' then", "elsif false then"]],
  },
  "an input that nobody checks": {
    seed: 2,
    functionName: "approve_approval",
    replace: [["if p_input #> '{resolved,refused}' is not null then", "if false then"]],
  },
  "an input that the second to approve changes": {
    seed: 50,
    functionName: "approve_approval",
    replace: [
      ["elsif v_approval.input <> v_input then", "elsif false then"],
      ["coalesce(v_approval.input, v_input)", "coalesce(v_input, v_approval.input)"],
    ],
  },
  "a person who counts as two": {
    seed: 2,
    functionName: "approvals_missing",
    replace: [["count(*)", "2 * count(*)"]],
  },
  "an input that later steps do not learn": {
    seed: 23,
    functionName: "approval_outputs",
    replace: [["COALESCE((approval_outputs.p_approval).input, '{}'::jsonb)", "'{}'::jsonb"]],
  },
  "a deadline that forgets the defaults": {
    seed: 16,
    functionName: "conclude_at_deadline",
    replace: [["private.default_input(p_approval.input_schema)", "'{}'"]],
  },
  "a deadline that puts the defaults over what was approved": {
    seed: 26,
    functionName: "conclude_at_deadline",
    replace: [
      ["p_approval.on_deadline = 'approve' and p_approval.input is null", "p_approval.on_deadline = 'approve'"],
    ],
  },
  "an update of a schedule that resets what it is not told": {
    seed: 14,
    functionName: "update_schedule",
    replace: [["coalesce(p_input ->> 'overlap', s.overlap)", "coalesce(p_input ->> 'overlap', 'queue')"]],
  },
  "a bulk operation that counts no more than it does at once": {
    seed: 1,
    functionName: "create_bulk_operation",
    replace: [["(v_count -> 'count')::integer", "least((v_count -> 'count')::integer, 1)"]],
  },
  "a batch whose refusal undoes itself and not its company": {
    seed: 4,
    functionName: "append_many_events",
    replace: [
      [
        "v_lease := private.fence_batch(v_key, v_batch -> 'lease', (v_batch ->> 'batch_no')::integer, p_now);",
        `begin
      v_lease := private.fence_batch(v_key, v_batch -> 'lease', (v_batch ->> 'batch_no')::integer, p_now);
    exception when others then
      continue;
    end;`,
      ],
    ],
  },
  "batches whose answers are in the order of their runs": {
    seed: 13,
    functionName: "append_many_events",
    replace: [
      [
        "select b.batch, b.n from",
        "select b.batch, row_number() over (order by (b.batch #>> '{lease,run_id}')::bigint, b.n) from",
      ],
    ],
  },
  "a batch that is sent again in company and written again": {
    seed: 30,
    functionName: "append_many_events",
    replace: [
      ["if v_lease.run_id is null then", "if false then"],
      ["    else\n", "    else\n      select l.* into v_lease from private.leases l where l.run_id = v_run_id;\n"],
    ],
  },
  "batches of which only the last is in its log": {
    seed: 1,
    functionName: "append_many_events",
    replace: [["v_entries := v_entries || v_taken.entries", "v_entries := v_taken.entries"]],
  },
  "two batches of a run whose lines are counted as if each came alone": {
    seed: 5,
    functionName: "append_many_events",
    replace: [["if (v_batch #>> '{lease,run_id}')::bigint = v_run_id then", "if false then"]],
  },
  "an update of a schedule that drops the occurrence that was due": {
    seed: 1,
    functionName: "update_schedule",
    replace: [["when s.paused_at is null and (s.cron, s.time_zone)", "when false and (s.cron, s.time_zone)"]],
  },
};
