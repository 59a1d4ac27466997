import { describe, expect, it } from "vitest";
import type { WorkerView } from "../types.ts";
import { fleetCapacity, fleetOrder, isGhost } from "./fleet.model.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
function worker(name: string, silentSeconds: number, fields: Partial<WorkerView> = {}): WorkerView {
  return {
    ...{ id: name, name, host: "h", version: "1", labels: [], slots: 4, held: 0, run_ids: [] },
    last_seen_at: new Date(now - silentSeconds * 1_000).toISOString(),
    ...{ drain_requested_at: null, drain_requested_by: null },
    ...fields,
  };
}

describe("the fleet", () => {
  it("shows first what needs somebody: silent with runs, silent, late; then by name, numbers as numbers", () => {
    const fleet = [
      worker("w-10", 1),
      worker("w-2", 2),
      worker("late", 8),
      worker("gone", 100),
      worker("gone with a run", 20, { held: 1 }),
    ];
    expect(fleetOrder(fleet, now).map(({ name }) => name)).toEqual(["gone with a run", "gone", "late", "w-2", "w-10"]);
  });

  it("has the slots of those that live and are not drained", () => {
    const drained = { drain_requested_at: "2026-11-20T11:00:00Z", drain_requested_by: "Ada", held: 1 };
    const fleet = [worker("a", 1, { held: 3 }), worker("b", 1, drained), worker("c", 100, { held: 2 })];
    expect(fleetCapacity(fleet, now)).toEqual({ live: 2, draining: 1, drained: 0, used: 3, slots: 4 });
    const done = [worker("b", 1, { ...drained, held: 0 })];
    expect(fleetCapacity(done, now)).toEqual({ live: 1, draining: 0, drained: 1, used: 0, slots: 0 });
  });

  it("has a ghost where a worker has been silent for a minute and holds nothing", () => {
    expect([
      isGhost(worker("a", 61), now),
      isGhost(worker("a", 59), now),
      isGhost(worker("a", 61, { held: 1 }), now),
    ]).toEqual([true, false, false]);
  });
});
