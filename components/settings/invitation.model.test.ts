import { expect, test } from "vitest";
import { invitationLink, invitationState } from "./invitation.model.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const open = { accepted_at: null, revoked_at: null, expires_at: "2026-11-20T12:00:01Z" };

test.each([
  ["open", {}],
  ["expired", { expires_at: "2026-11-20T12:00:00Z" }],
  ["revoked", { revoked_at: "2026-11-19T12:00:00Z", expires_at: "2026-11-19T13:00:00Z" }],
  ["accepted", { accepted_at: "2026-11-19T12:00:00Z", expires_at: "2026-11-19T13:00:00Z" }],
])("a link is %s; what somebody did to it counts before its time", (state, change) => {
  expect(invitationState({ ...open, ...change }, now)).toBe(state);
});

test("the link leads to the page that accepts it", () => {
  expect(invitationLink("https://ops.example.com", "inv_x")).toBe("https://ops.example.com/invite/inv_x");
});
