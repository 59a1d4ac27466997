import { describe, expect, it } from "vitest";
import { lanesOf } from "./session.model.ts";

describe("a list of lanes", () => {
  it("gives each lane one slot unless it says otherwise", () => {
    expect(lanesOf("A, Checks: 4,")).toEqual({
      ok: true,
      lanes: [
        { name: "A", capacity: 1 },
        { name: "Checks", capacity: 4 },
      ],
    });
  });
  it.each([
    ["", /at least one/],
    ["A, A", /called A/],
    ["A: 0", /capacity/],
  ])("%j is refused by name", (text, message) => {
    const lanes = lanesOf(text);
    expect(lanes.ok ? "" : lanes.message).toMatch(message);
  });
});
