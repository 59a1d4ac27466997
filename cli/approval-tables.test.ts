import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import type { Approval } from "../supabase/functions/_shared/contracts/approval.ts";
import { showApproval } from "./approval-tables.ts";
import { createOutput } from "./output.ts";

const approval: Approval = {
  ...{ id: 1, run_id: 7, run_title: "Deploy", attempt: 1, step: 0, step_name: "sign off", session_id: 1 },
  ...{ title: "Go?", body: "Version 7", input_schema: { type: "object", properties: {} }, input: null },
  ...{ digest: "0123456789abcdef".repeat(4), roles: ["admin"], min_count: 2, not_requester: true, decisions: [] },
  ...{ asked_by: ["operator:ada"], on_deadline: "fail", deadline_at: "2026-11-30T12:00:00Z", status: "pending" },
  ...{ requested_at: "2026-11-29T12:00:00Z", decided_at: null },
};

it("an approval says who may decide, how many, and what becomes of it at its deadline", () => {
  const output = createOutput(false, Object.assign(new PassThrough(), { isTTY: false, hasColors: () => false }));
  const lines = showApproval(approval, output).split("\n");
  expect(lines).toContain(
    "Decided by 2 people of the role admin, not who asked for the run; without a decision at the deadline the run fails.",
  );
  expect(lines).toContain("Version 7");
});
