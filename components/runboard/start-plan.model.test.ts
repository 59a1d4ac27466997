import { expect, it } from "vitest";
import { planGiven, startPlanFields, startPlanOf } from "./start-plan.model.ts";

const now = new Date(2026, 10, 27, 12, 0).getTime();
const empty = { time: null, priority: "", expires: "", timeout: " ", attempts: "" };

it("what a form leaves empty is the template's", () => {
  expect(startPlanOf(empty, now)).toEqual({ ok: true, plan: {} });
});

it("minutes become the command's seconds", () => {
  const plan = { expires_in_seconds: 14_400, timeout_seconds: 90 };
  expect(startPlanOf({ ...empty, expires: "240", timeout: "1.5" }, now)).toEqual({ ok: true, plan });
});

it("priority and attempts are whole numbers within what the command takes", () => {
  const plan = { priority: -5, max_attempts: 3 };
  expect(startPlanOf({ ...empty, priority: "-5", attempts: " 3 " }, now)).toEqual({ ok: true, plan });
  expect(startPlanOf({ ...empty, priority: "101", attempts: "1.5" }, now)).toEqual({
    ok: false,
    errors: { priority: "Give a whole number from -100 to 100.", attempts: "Give a whole number from 1 to 20." },
  });
});

it.each(["0", "-5", "soon", "525601"])("a run cannot expire after %j minutes", (expires) => {
  const message = "Give a number of minutes above 0, at most 525,600.";
  expect(startPlanOf({ ...empty, expires }, now)).toEqual({ ok: false, errors: { expires: message } });
});

it("each field says what is wrong with it", () => {
  const checked = startPlanOf({ ...empty, time: "", expires: "x", timeout: "10081" }, now);
  expect(checked).toMatchObject({ ok: false, errors: { timeout: expect.stringContaining("10,080") } });
  expect(Object.keys(checked.ok ? {} : checked.errors)).toEqual(["time", "expires", "timeout"]);
});

it("a clone begins with what its run was given, to the second", () => {
  const limits = { queued_at: "2026-11-27T12:00:00Z", queue_expires_at: "2026-11-27T12:01:40Z", timeout_seconds: 90 };
  const fields = startPlanFields(planGiven({ max_attempts: 4, priority: 7 }, limits));
  expect(fields).toEqual({ time: null, priority: "7", expires: "1.666667", timeout: "1.5", attempts: "4" });
  const plan = { priority: 7, expires_in_seconds: 100, timeout_seconds: 90, max_attempts: 4 };
  expect(startPlanOf(fields, now)).toEqual({ ok: true, plan });
});

it("a clone of a run without limits is not tried again where that one was not, whatever the template says by now", () => {
  const unlimited = { queued_at: "2026-11-27T12:00:00Z", queue_expires_at: null, timeout_seconds: null };
  const fields = startPlanFields(planGiven({ max_attempts: 1, priority: 0 }, unlimited));
  expect(fields).toEqual({ ...startPlanFields(), attempts: "1" });
});
