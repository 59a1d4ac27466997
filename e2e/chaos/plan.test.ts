import { expect, it } from "vitest";
import { seeded } from "../harness/seed.ts";
import { planOf } from "./plan.ts";

it("a seed draws the same plan again, another one another", () => {
  expect(planOf(seeded(7), 300)).toEqual(planOf(seeded(7), 300));
  expect(planOf(seeded(7), 300)).not.toEqual(planOf(seeded(8), 300));
});

it("creates exactly the runs asked for, and deals every kind of blow however few they are", () => {
  for (const runs of [1, 120, 2_000]) {
    const plan = planOf(seeded(runs), runs);
    expect(plan.reduce((sum, move) => sum + move.runs, 0)).toBe(runs);
    const kinds = new Set(plan.map(({ blow }) => (blow.kind === "restart" ? blow.part : blow.kind)));
    expect(kinds).toEqual(new Set(["kill", "freeze", "postgres", "gateway", "functions", "drop", "cancel"]));
  }
});
