import { expect, it } from "vitest";
import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { rowCauses } from "./row-cause.model.ts";

const full: Cause = { code: "lane_full", lane: "A", capacity: 1, held: 1, held_by: [7] };
const paused: Cause = { code: "lane_paused", lane: "A", by: "Ada", at: "2026-11-20T10:00:00Z", note: "upgrade" };
const delayed: Cause = { code: "delayed", until: "2026-11-20T11:00:00Z" };
const key: Cause = { code: "key_held", key: "deploy:api", limit: 1, held: 1, held_by: [7] };
const behindForKey: Cause = { code: "behind_for_key", key: "deploy:api", limit: 1, ahead: 3 };
const noWorker: Cause = { code: "no_live_worker", last_seen_at: null };

it("a row tells its own cause and does not count what stands above it in the lane", () => {
  expect(rowCauses([full, behindForKey], [full])).toEqual({ causes: [behindForKey], said: [full] });
  const all = [paused, full, behindForKey, noWorker];
  expect(rowCauses(all, [paused, full, noWorker])).toEqual({ causes: [behindForKey], said: [paused, full, noWorker] });
});

it("a row counts what only it has", () => {
  expect(rowCauses([delayed, full, key], [full])).toEqual({ causes: [delayed, key], said: [full] });
  expect(rowCauses([full, noWorker], [])).toEqual({ causes: [noWorker], said: [full] });
});

it("a row that has nothing of its own tells what the lane says", () => {
  expect(rowCauses([paused, full], [])).toEqual({ causes: [paused], said: [full] });
  expect(rowCauses([full], [full])).toEqual({ causes: [full], said: [] });
  expect(rowCauses([], [full])).toEqual({ causes: [], said: [] });
});
