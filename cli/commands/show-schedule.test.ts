import { expect, it } from "vitest";
import type { Schedule } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { showWholeSchedule } from "./show-schedule.ts";

const schedule: Schedule = {
  ...{ id: 4, session_id: 1, lane_id: 2, lane: "A", template: "quick", name: "nightly", parameters: { env: "prod" } },
  ...{
    cron: "30 6 * * *",
    time_zone: "Europe/Berlin",
    catch_up: "one",
    overlap: "skip",
    revision: 1,
    owner_name: "Ada",
  },
  ...{ next_at: "2026-11-30T05:30:00Z", paused_at: null, paused_by: null, pause_note: null, last_occurrence_at: null },
  ...{ last_note: null, last_run_id: null, created_at: "2026-11-29T12:00:00Z" },
};

it("a schedule says what it starts with, its policies, its owner and when it comes, by its own clocks too", () => {
  const text = showWholeSchedule({ ...schedule, occurrences: ["2026-11-30T05:30:00Z"] });
  expect(text).toContain('Parameters: {"env":"prod"}\nMissed:     one\nOverlap:    skip\nOwner:      Ada\n');
  expect(text).toMatch(/06:30.* {2}2026-11-30 05:30$/);
});

it("a paused schedule says who paused it and why, and no occurrence", () => {
  const paused = { ...schedule, next_at: null, paused_at: "2026-11-29T13:00:00Z", pause_note: "its template is gone" };
  expect(showWholeSchedule({ ...paused, occurrences: [] })).toMatch(/Paused: {5}itself: its template is gone$/);
});
