import { expect, test } from "vitest";
import { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { commands } from "../../supabase/functions/_shared/contracts/commands.ts";
import { whyNot, whyNotInSession } from "./why-not.model.ts";

test("who may is not given a reason, who may not is told who can change that", () => {
  expect([whyNot("admin", "write"), whyNot("admin", "administer"), whyNot("operator", "write")]).toEqual([
    null,
    null,
    null,
  ]);
  for (const [role, right] of [
    ["operator", "administer"],
    ["auditor", "administer"],
    ["auditor", "write"],
  ] as const) {
    expect(whyNot(role, right)).toMatch(/\b[Aa]n admin\b.*\.$/);
  }
});

test("an archived session is the reason only for those whose role is none", () => {
  expect(whyNotInSession("operator", false)).toBeNull();
  expect(whyNotInSession("operator", true)).toContain("archived");
  expect(whyNotInSession("auditor", true)).toBe(whyNot("auditor", "write"));
});

test("what screens tell is what commands demand of each role", () => {
  const demanded = { write: commands["runs.create"].roles, administer: commands["retention.change"].roles };
  for (const role of Role.options) {
    for (const right of ["write", "administer"] as const) {
      expect([role, right, whyNot(role, right) === null]).toEqual([
        role,
        right,
        demanded[right].some((r) => r === role),
      ]);
    }
  }
});
