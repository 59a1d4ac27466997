import { expect, it } from "vitest";
import type { ScheduleView } from "../types.ts";
import { catchUpText, changedMeanwhile, underField, wrongTiming } from "./schedule.model.ts";

it("says how many occurrences are made up at most", () => {
  expect(catchUpText.all).toBe("Make up all of them (the latest 50 at most)");
});

it("finds the field that is wrong where times were refused: the time zone where it is none, else the cron", () => {
  expect(wrongTiming("Europe/Atlantis")).toBe("time_zone");
  expect(wrongTiming("")).toBe("time_zone");
  expect(wrongTiming(" Europe/Berlin ")).toBe("cron");
});

it("does not repeat a field's name under it", () => {
  expect(underField("cron", 'cron: "25" is no hour')).toBe('"25" is no hour');
  expect(underField("cron", "crons: too many")).toBe("crons: too many");
});

it("says what somebody else has changed of a schedule, and of what only time has changed nothing", () => {
  const opened: ScheduleView = {
    ...{ id: 1, session_id: 1, session_name: "Nights", lane_id: 1, lane: "A", template: "http-check", name: "Nightly" },
    ...{ parameters: { url: "x" }, cron: "0 4 * * *", time_zone: "UTC", catch_up: "one", overlap: "queue" },
    revision: 1,
    ...{ owner_name: "Ada", next_at: null, paused_at: null, paused_by: null, pause_note: null },
    ...{ last_note: null, last_run: null },
  };
  expect(changedMeanwhile(opened, { ...opened, next_at: "2026-11-30T05:30:00Z" })).toBeNull();
  expect(changedMeanwhile(opened, { ...opened, cron: "@daily", parameters: { url: "y" } })).toBe(
    "its parameters, when it runs",
  );
});
