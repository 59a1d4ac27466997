import { expect, it } from "vitest";
import { startPlanOf } from "./start-plan.model.ts";

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
