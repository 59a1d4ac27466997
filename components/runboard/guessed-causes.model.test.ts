import { expect, it } from "vitest";
import type { ActiveRunView, RunView } from "../types.ts";
import { guessedCauses } from "./guessed-causes.model.ts";

/** What decides about a guess. */
const queued = (more: Partial<RunView> = {}) =>
  ({
    ...{ available_at: null, attempt: 0, failed_attempts: 0, max_attempts: 3 },
    ...{ concurrency_key: null, required_labels: [] },
    ...more,
  }) as unknown as RunView;
const active = { id: 1041 } as ActiveRunView;
const lane = {
  ...{ name: "A", capacity: 1, paused_at: null, paused_by: null, pause_note: null },
  ...{ active: [] as ActiveRunView[], queued: [queued(), queued(), queued(), queued()] },
};
const codes = (...args: Parameters<typeof guessedCauses>) => guessedCauses(...args).map(({ code }) => code);

it("all that the board can be sure of is told, in the order of the database", () => {
  const paused = { ...lane, paused_at: "2026-11-20T10:00:00Z", paused_by: "Ada", active: [active] };
  const later = queued({ available_at: "2026-11-20T11:00:00Z" });
  const all = ["delayed", "lane_paused", "lane_full", "behind", "no_live_worker"];
  expect(codes(later, paused, 3, 0)).toEqual(all);
  expect(guessedCauses(queued(), { ...lane, active: [active] }, 0, null)).toMatchObject([{ held_by: [1041] }]);
});

it("a run that failed is tried again and was not asked for later", () => {
  const again = queued({ available_at: "2026-11-20T11:00:00Z", failed_attempts: 1 });
  expect(guessedCauses(again, lane, 0, 1)).toMatchObject([{ code: "backing_off", attempt: 2, max_attempts: 3 }]);
});

it("a run that is retried after a cancel by force waits for its old processes and was not asked for later", () => {
  const again = queued({ available_at: "2026-11-20T11:00:00Z", attempt: 1 });
  expect(codes(again, lane, 0, 1)).toEqual(["waiting_for_old_processes"]);
});

it("nobody is behind others where there is no limit, or a slot for everyone", () => {
  expect(codes(queued(), { ...lane, capacity: null }, 3, 1)).toEqual([]);
  expect(codes(queued(), { ...lane, capacity: 4 }, 3, 1)).toEqual([]);
  expect(codes(queued(), { ...lane, capacity: 3 }, 3, 1)).toEqual(["behind"]);
});

it("only runs that are due come first, and of those that a key or a label may hold it is not sure", () => {
  const ahead = [queued({ available_at: "x" }), queued(), queued({ concurrency_key: "k" }), queued()];
  expect(guessedCauses(queued(), { ...lane, queued: ahead }, 2, 1)).toMatchObject([{ ahead: 1, or_more: false }]);
  expect(guessedCauses(queued(), { ...lane, queued: ahead }, 3, 1)).toMatchObject([{ ahead: 1, or_more: true }]);
  const labelled = [queued({ required_labels: ["gpu"] })];
  expect(codes(queued(), { ...lane, queued: labelled }, 1, 1)).toEqual([]);
});
