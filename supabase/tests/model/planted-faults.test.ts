import fc from "fast-check";
import { expect, test } from "vitest";
import { type PlantedFault, plantFault } from "../../../e2e/harness/planted-fault.ts";
import { testSeed } from "../../../e2e/harness/seed.ts";
import { sequences } from "./operations.ts";
import { openLab, runSequence } from "./sequence.ts";

/** Mistakes that somebody could make in the SQL. docs/decisions lists them. */
const faults: Record<string, PlantedFault> = {
  "a fence that lets any lease of the run write": {
    functionName: "fence",
    replace: [
      ["    and l.token = (p_lease ->> 'token')::uuid\n", ""],
      ["    and l.attempt = (p_lease ->> 'attempt')::integer\n", ""],
    ],
  },
  "a fence that takes an expired lease": {
    functionName: "fence",
    replace: [["    and l.expires_at > p_now\n", ""]],
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
    functionName: "append_events",
    replace: [["elsif v_batch_no = v_lease.last_batch_no + 1 then", "else"]],
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
    functionName: "claim_runs",
    replace: [
      [
        "private.pick_resuming_runs(v_lane_id, v_labels, v_wanted - jsonb_array_length(v_claimed))",
        "private.pick_resuming_runs(v_lane_id, v_labels, least(v_wanted - jsonb_array_length(v_claimed), v_lane.capacity - v_held))",
      ],
    ],
  },
  "a lane that counts only what it gives out now": {
    functionName: "claim_runs",
    replace: [["v_lane.capacity - v_held", "v_lane.capacity"]],
  },
  "a retry that remembers the cancel": {
    functionName: "retry_run",
    replace: [
      ["      cancel_requested_at = null, cancel_requested_by = null, cancel_reason = null\n", "      error = null\n"],
    ],
  },
  "a log whose head stands still": {
    functionName: "append_log",
    replace: [["hash = v_hash,\n      lines", "hash = v_head.hash,\n      lines"]],
  },
};

test.each(Object.entries(faults))(
  "the model catches %s",
  async (_, fault) => {
    const lab = await openLab();
    try {
      await plantFault(lab.room.sql, fault);
      const property = fc.asyncProperty(sequences, (sequence) => runSequence(lab, sequence));
      // No shrinking: that there is a counterexample is all. Most need a handful of sequences, the rarest some hundred.
      const { failed, seed } = await fc.check(property, { numRuns: 2_000, seed: testSeed(), endOnFailure: true });
      expect(failed, `no counterexample with TEST_SEED=${seed}`).toBe(true);
    } finally {
      await lab.close();
    }
  },
  180_000,
);
