import { expect, it } from "vitest";
import { WaitStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { testContext } from "../testing/test-context.ts";
import { runWaitStep } from "./wait-step.ts";

const step = (seconds: number | string) => WaitStep.parse({ kind: "wait", name: "pause", seconds });

it("waits here when it is short", async () => {
  expect(await runWaitStep(step("{{pause}}"), testContext({ pause: 0.02 }))).toEqual({ kind: "succeeded" });
});

it("gives the worker back for more than 30 s", async () => {
  expect(await runWaitStep(step(30.5), testContext())).toEqual({ kind: "waiting", seconds: 30.5 });
});

it("ends at once when it is stopped", async () => {
  const context = testContext();
  const result = runWaitStep(step(30), context);
  context.stop.request({ kind: "cancelled" });
  expect(await result).toEqual({ kind: "stopped" });
});

it("refuses a time that is negative or longer than a year", async () => {
  for (const seconds of [-1, 40_000_000]) {
    expect(await runWaitStep(step(seconds), testContext())).toMatchObject({
      kind: "failed",
      code: "invalid_definition",
    });
  }
});
