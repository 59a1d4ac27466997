import { expect, test } from "vitest";
import { Scope } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { apiKeyState, exampleCommand, expiryOf, limitsText, scopes } from "./api-key.model.ts";

const now = Date.parse("2026-11-20T12:00:00Z");

test("every scope there is can be chosen, and says what it allows", () => {
  expect(scopes.map(({ scope }) => scope).toSorted()).toEqual([...Scope.options].toSorted());
});

test.each([
  ["live", { revoked_at: null, expires_at: null }],
  ["live", { revoked_at: null, expires_at: "2026-11-20T12:00:01Z" }],
  ["expired", { revoked_at: null, expires_at: "2026-11-20T12:00:00Z" }],
  ["revoked", { revoked_at: "2026-11-20T11:00:00Z", expires_at: "2026-11-20T11:30:00Z" }],
])("a key is %s", (state, key) => {
  expect(apiKeyState(key, now)).toBe(state);
});

test("a lifetime is days from now, or no end", () => {
  expect(expiryOf(30, now)).toBe("2026-12-20T12:00:00.000Z");
  expect(expiryOf(null, now)).toBeNull();
});

test("limits are named as people know them, and by number where they cannot see them", () => {
  const places = [{ id: 1, name: "Release", lanes: [{ id: 7, name: "A" }] }];
  expect(limitsText({ session_ids: [1, 2], lane_ids: [7, 8] }, places)).toBe("Release, session 2, Release / A, lane 8");
  expect(limitsText({ session_ids: [], lane_ids: [] }, places)).toBeNull();
});

test("the example never has the key in it: a worker's key starts a worker, another one lists runs", () => {
  const url = "https://x.supabase.co/functions/v1/ops-executor";
  expect(exampleCommand(["runs.work"], url)).toContain(`OPS_URL=${url} npm run worker`);
  expect(exampleCommand(["runs.read"], url)).toContain("npm run ops -- runs list");
});
