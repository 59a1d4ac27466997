import { expect, it } from "vitest";
import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { sortForViewer, whyNot } from "./approval.model.ts";

const me = { userId: "ada", role: "operator" };
const approval: Approval = {
  ...{ id: 1, run_id: 7, run_title: "Release", attempt: 1, step: 1, step_name: "sign off", session_id: 1 },
  ...{
    title: "Go?",
    body: "",
    input_schema: {},
    input: null,
    digest: "0".repeat(64),
    roles: ["operator"],
    min_count: 2,
  },
  ...{
    not_requester: true,
    asked_by: ["schedule:4", "operator:bob"],
    on_deadline: "fail",
    status: "pending",
    decisions: [],
  },
  ...{ deadline_at: "2026-11-27T12:00:00Z", requested_at: "2026-11-20T12:00:00Z", decided_at: null },
};
const byMe = { actor: "operator:ada", actor_name: "Ada", comment: null, digest: "", decided_at: approval.requested_at };

it("says why somebody has nothing to decide: role, their own run, or their approval given", () => {
  expect(whyNot(approval, me)).toBeNull();
  expect(whyNot({ ...approval, roles: ["admin"] }, me)).toContain("role admin");
  expect(whyNot({ ...approval, asked_by: ["schedule:4", "operator:ada"] }, me)).toContain("You asked for this run");
  expect(whyNot({ ...approval, asked_by: ["schedule:4", "operator:ada"], not_requester: false }, me)).toBeNull();
  expect(whyNot({ ...approval, decisions: [{ ...byMe, decision: "approve" }] }, me)).toContain("You have approved");
});

it("sorts what waits for somebody from what waits for others", () => {
  const others = { ...approval, id: 2, roles: ["admin"] };
  expect(sortForViewer([others, approval], me)).toEqual({ mine: [approval], others: [others] });
});
