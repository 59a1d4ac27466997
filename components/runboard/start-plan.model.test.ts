import { expect, it } from "vitest";
import { limitsGiven, startPlanFields, startPlanOf } from "./start-plan.model.ts";

const now = new Date(2026, 10, 27, 12, 0).getTime();
const empty = { time: null, expires: "", timeout: " " };

it("what a form leaves empty is the template's", () => {
  expect(startPlanOf(empty, now)).toEqual({ ok: true, plan: {} });
});

it("minutes become the command's seconds", () => {
  const plan = { expires_in_seconds: 14_400, timeout_seconds: 90 };
  expect(startPlanOf({ ...empty, expires: "240", timeout: "1.5" }, now)).toEqual({ ok: true, plan });
});

it.each(["0", "-5", "soon", "525601"])("a run cannot expire after %j minutes", (expires) => {
  const message = "Give a number of minutes above 0, at most 525,600.";
  expect(startPlanOf({ ...empty, expires }, now)).toEqual({ ok: false, errors: { expires: message } });
});

it("each field says what is wrong with it", () => {
  const checked = startPlanOf({ time: "", expires: "x", timeout: "10081" }, now);
  expect(checked).toMatchObject({ ok: false, errors: { timeout: expect.stringContaining("10,080") } });
  expect(Object.keys(checked.ok ? {} : checked.errors)).toEqual(["time", "expires", "timeout"]);
});

it("a clone begins with what its run was given, to the second", () => {
  const limits = { queued_at: "2026-11-27T12:00:00Z", queue_expires_at: "2026-11-27T12:01:40Z", timeout_seconds: 90 };
  const fields = startPlanFields(limitsGiven(limits));
  expect(fields).toEqual({ time: null, expires: "1.666667", timeout: "1.5" });
  expect(startPlanOf(fields, now)).toEqual({ ok: true, plan: { expires_in_seconds: 100, timeout_seconds: 90 } });
  const unlimited = limitsGiven({ ...limits, queue_expires_at: null, timeout_seconds: null });
  expect(startPlanFields(unlimited)).toEqual(startPlanFields());
});
