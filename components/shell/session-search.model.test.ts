import { expect, test } from "vitest";
import { matchingSessions } from "./session-search.model.ts";

const sessions = [{ name: "Release 2.3" }, { name: "Nightly checks" }, { name: "release 2.4 hotfix" }];

test.each([
  ["", ["Release 2.3", "Nightly checks", "release 2.4 hotfix"]],
  ["REL", ["Release 2.3", "release 2.4 hotfix"]],
  [" hot  rel ", ["release 2.4 hotfix"]],
  ["nothing", []],
])("%o finds %j", (text, names) => {
  expect(matchingSessions(sessions, text).map(({ name }) => name)).toEqual(names);
});
