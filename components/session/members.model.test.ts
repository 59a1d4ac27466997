import { expect, test } from "vitest";
import { candidates, membersOf } from "./members.model.ts";

const operator = (user_id: string, change = {}) => ({
  ...{ user_id, display_name: user_id.toUpperCase(), role: "operator" as const },
  ...{ disabled_at: null, created_at: "2026-11-20T12:00:00Z", ...change },
});
const operators = [
  operator("b"),
  operator("a"),
  operator("gone", { disabled_at: "2026-11-20T12:00:00Z" }),
  operator("boss", { role: "admin" }),
];

test("members stand by name, and who was deactivated says so", () => {
  expect(membersOf(operators, ["b", "gone", "a"]).map(({ name }) => name)).toEqual(["A", "B", "GONE, deactivated"]);
});

test("active operators who are no members can become some; admins see every session anyhow", () => {
  expect(candidates(operators, ["a"]).map(({ user_id }) => user_id)).toEqual(["b"]);
});
