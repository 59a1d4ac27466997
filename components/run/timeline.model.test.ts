import { expect, test } from "vitest";
import type { AttemptView } from "../types.ts";
import { timelineOf } from "./timeline.model.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, seconds)).toISOString();
const attempt = (number: number, from: number, to: number | null): AttemptView => ({
  ...{ number, worker_name: "w", claimed_at: at(from), started_at: at(from), finished_at: to === null ? null : at(to) },
  ...{ outcome: to === null ? null : "failed", failure_code: null, error: null },
  ...{ cancel_acknowledged_at: null, term_sent_at: null, kill_sent_at: null, processes_gone_at: null },
});
const step = (number: number, from: number | null, to: number | null) => ({
  ...{ attempt: number, step: 0, name: "Build", status: "succeeded" as const },
  ...{ started_at: from === null ? null : at(from), finished_at: to === null ? null : at(to) },
});

test("hours of waiting between attempts take little room, and are named", () => {
  const { bars, gaps } = timelineOf(at(0), [attempt(1, 0, 50), attempt(2, 7_250, 7_300)], [step(1, 0, 25)], 0);
  expect(bars.map((bar) => bar.name)).toEqual(["Attempt 1", "Build", "Attempt 2"]);
  expect(gaps.map((gap) => gap.milliseconds)).toEqual([7_200_000]);
  expect(gaps[0]?.width).toBeCloseTo(100 * (8 / 108), 5);
  expect(bars[0]).toMatchObject({ left: 0 });
  expect(bars[1]?.width).toBeCloseTo((bars[0]?.width ?? 0) / 2, 5);
  expect((bars[2]?.left ?? 0) + (bars[2]?.width ?? 0)).toBeCloseTo(100, 5);
});

test("a short wait is drawn as long as it was", () => {
  const { bars, gaps } = timelineOf(at(0), [attempt(1, 1, 100)], [], 0);
  expect(gaps).toEqual([]);
  expect(bars[0]?.left).toBeCloseTo(1, 5);
});

test("what goes on reaches to now, and what has not begun is not there", () => {
  const { bars } = timelineOf(at(0), [attempt(1, 0, null)], [step(1, null, null)], Date.parse(at(10)));
  expect(bars).toEqual([expect.objectContaining({ to: null, status: "running", left: 0, width: 100 })]);
});

test("a run that nobody has taken has no bars", () => {
  expect(timelineOf(at(0), [], [], Date.parse(at(10)))).toEqual({ bars: [], gaps: [] });
});

test("a step in which the run waits is drawn as waiting, not as running", () => {
  const waits: AttemptView = { ...attempt(1, 0, 10), outcome: "waiting" };
  const { bars } = timelineOf(at(0), [waits], [{ ...step(1, 5, null), status: "running" }], Date.parse(at(20)));
  expect(bars.map(({ status }) => status)).toEqual(["waiting", "waiting"]);
});
