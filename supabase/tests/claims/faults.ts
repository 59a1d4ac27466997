import type { PlantedFault } from "../../../e2e/harness/planted-fault.ts";

const lockThenCount = [
  "select l.* into v_lane from public.lanes l where l.id = v_lane_id for no key update skip locked;",
  "v_held := cardinality(v_holders);",
] as const;
const counted = "v_picked.run_ids := v_picked.run_ids || v_run.id;";

/**
 * Mistakes in claims that only many connections at once notice. Those about locks pause where the moment that they need is: by itself it is so
 * short that minutes may pass without a claim in it.
 */
export const claimFaults = {
  "a claim that forgets priority": {
    functionName: "pick_runs",
    replace: [["order by r.priority desc, r.rank, r.id\n    limit", "order by r.rank, r.id\n    limit"]],
  },
  "a claim that locks and counts a lane in one statement": {
    functionName: "take_runs",
    replace: [
      [
        lockThenCount[0],
        `select l.* into v_lane from public.lanes l where l.id = v_lane_id;
           with held as materialized (select count(*) as n from public.runs r where r.lane_id = v_lane_id and r.holds_slot),
             late as materialized (select h.n from held h cross join pg_sleep(0.002 + 0 * h.n))
           select h.n into v_held from late h join public.lanes l on l.id = v_lane_id + 0 * h.n for no key update of l skip locked;`,
      ],
      [lockThenCount[1], ""],
    ],
  },
  "a claim that does not lock the key before it counts its holders": {
    functionName: "pick_restricted_runs",
    replace: [
      ["not pg_try_advisory_xact_lock(private.key_lock(v_run.concurrency_key))", "false"],
      [counted, `${counted} perform pg_sleep(0.002);`],
    ],
  },
  "a slot that is taken in front of the mark and is not noted": {
    functionName: "take_slots",
    replace: [["where m.place = p_place and", "where false and"]],
  },
  "a lane that is closed although something is becoming claimable in it": {
    functionName: "close_lane",
    replace: [["for update skip locked", "for no key update skip locked"]],
  },
  "a head that passes what is becoming claimable": {
    functionName: "advance_head",
    replace: [["for update skip locked", "for no key update skip locked"]],
  },
} as const satisfies Record<string, PlantedFault>;
