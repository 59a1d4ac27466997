import { expect, it } from "vitest";
import { decidersText } from "./approval-text.ts";

it.each([
  [["operator"], 1, false, "1 person of the role operator"],
  [["admin", "operator"], 2, true, "2 people of the role admin or operator, not who asked for the run"],
  [["admin", "api_key"], 1, false, "1 person of the role admin or API key"],
])("says who may decide: %j, %i of them", (roles, min_count, not_requester, text) => {
  expect(decidersText({ roles, min_count, not_requester })).toBe(text);
});
