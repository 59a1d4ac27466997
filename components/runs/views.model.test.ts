import { expect, test } from "vitest";
import type { RunView } from "../../supabase/functions/_shared/contracts/run-view.ts";
import { groupViews, namesake, type Viewer, viewOf, whyNotChange, whyNotSave } from "./views.model.ts";

const ada: Viewer = { userId: "ada", role: "operator" };
const view = (id: number, name: string, owner: string, query: string): RunView => {
  return { id, name, query, owner, owner_name: owner.toUpperCase(), shared: owner !== "ada" };
};
const views = [
  view(1, "b failures", "ada", "?status=failed"),
  view(2, "Queue", "ben", "?status=queued&lane=A"),
  view(3, "A failures", "ada", "?status=failed&since=24h"),
  view(4, "All failures", "ben", "?status=failed"),
];
const sorted = (query: string) => `?${query.slice(1).split("&").sort().join("&")}`;

test("views stand by name, one's own before the team's", () => {
  const { mine, team } = groupViews(views, ada);
  expect([mine.map(({ id }) => id), team.map(({ id }) => id)]).toEqual([
    [3, 1],
    [4, 2],
  ]);
});

test("the address is a view's in whatever order it says the filters, one's own before the team's, and without filters no view's", () => {
  expect(viewOf(views, "?lane=A&status=queued", ada, sorted)?.id).toBe(2);
  expect(viewOf(views, "?status=failed", ada, sorted)?.id).toBe(1);
  expect(viewOf(views, "?status=failed", { userId: "ben", role: "admin" }, sorted)?.id).toBe(4);
  expect([viewOf(views, "", ada, sorted), viewOf(views, "?lane=A", ada, sorted)]).toEqual([null, null]);
});

test("a view is changed by its owner and by admins; others, and auditors, are told why not", () => {
  const [own, foreign] = [view(1, "x", "ada", "?a"), view(2, "y", "ben", "?b")];
  expect(whyNotChange(own, ada)).toBeNull();
  expect(whyNotChange(foreign, ada)).toBe("BEN keeps this view. Only they or an admin may change it.");
  expect(whyNotChange(foreign, { userId: "cy", role: "admin" })).toBeNull();
  expect(whyNotChange(own, { userId: "ada", role: "auditor" })).toContain("reads only");
});

test("filters are saved where there are some that no view of one's own has", () => {
  expect(whyNotSave("?status=failed", null, ada)).toBeNull();
  expect(whyNotSave("?status=failed", view(4, "x", "ben", "?status=failed"), ada)).toBeNull();
  expect(whyNotSave("?status=failed", view(1, "Mine", "ada", "?status=failed"), ada)).toContain("Mine");
  expect(whyNotSave("", null, ada)).toBe("Set a filter first.");
  expect(whyNotSave("?a", null, { userId: "cy", role: "auditor" })).toContain("reads only");
});

test("saving under a name of one's own replaces that view, never somebody else's", () => {
  expect([namesake(views, " B FAILURES ", ada)?.id, namesake(views, "Queue", ada)]).toEqual([1, null]);
});
