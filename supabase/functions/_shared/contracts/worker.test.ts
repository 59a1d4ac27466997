import { expect, it } from "vitest";
import { limits } from "./limits.ts";
import { CreateRunInput } from "./run.ts";
import { ClaimRunsOutput, FinishManyRunsOutput, FinishRunOutput } from "./worker.ts";

const run = (run_id: number, fields: object = {}) => ({
  lease: { run_id, attempt: 1, token: "0190b3c4-7c1e-4a53-9c2f-1f2e3d4c5b6a" },
  ...{ lease_seconds: 15, session_id: 1, lane: "A", template: null, start_step: 0, outputs: [], parameters: {} },
  ...{ timeout_seconds: null, redact: true, started: true, elapsed_seconds: 0 },
  steps: [{ name: "a", kind: "shell", run: "true" }],
  ...fields,
});
const claim = (...runs: object[]) => ({
  ...{ runs, wake_topic: `wake:${"0".repeat(32)}`, contended: false, draining: false, due_in_ms: null },
});
const large = { text: "x".repeat(limits.parametersBytes) };

it("a claimed run that cannot be read comes with its lease and what is wrong, and the others as they are", () => {
  const unknownStep = run(2, { steps: [{ name: "a", kind: "magic" }] });
  const { runs } = ClaimRunsOutput.parse(claim(run(1), unknownStep, run(3, { parameters: large }), run(4)));
  expect(runs.map(({ lease, steps, unreadable }) => [lease.run_id, steps.length, unreadable])).toEqual([
    [1, 1, undefined],
    [2, 0, expect.stringContaining("steps.0.kind")],
    [3, 0, expect.stringContaining("parameters")],
    [4, 1, undefined],
  ]);
  expect(JSON.stringify(runs)).not.toContain("xxxx");
});

it("a value that is nested too deep for a stack is refused where it is sent, and where it is read holds up no other run", () => {
  const nested = (levels: number) => ({ a: JSON.parse("[".repeat(levels) + "]".repeat(levels)) });
  const sent = (levels: number) =>
    CreateRunInput.safeParse({ session_id: 1, steps: run(1).steps, parameters: nested(levels) }).error?.issues;
  expect(sent(limits.jsonLevels)).toBeUndefined();
  expect(sent(30_000)).toMatchObject([{ path: ["parameters", "a"], message: "must be at most 100 levels deep" }]);
  const { runs } = ClaimRunsOutput.parse(claim(run(1), run(2, { parameters: nested(30_000) })));
  expect(runs.map(({ unreadable }) => unreadable)).toEqual([undefined, expect.stringContaining("levels deep")]);
});

it("what ops-executor has found unreadable says the same to the worker that reads it after it", () => {
  const once = ClaimRunsOutput.parse(claim(run(1, { parameters: large })));
  expect(ClaimRunsOutput.parse(once)).toEqual(once);
});

it("a claim without a lease that can be read is refused", () => {
  expect(ClaimRunsOutput.safeParse(claim(run(1), { ...run(2), lease: {} })).success).toBe(false);
});

it("an end stands although what was claimed with it cannot be read", () => {
  const garbled = claim({ lease: {} });
  expect(FinishRunOutput.parse({ status: "succeeded", claimed: garbled })).toEqual({
    ...{ status: "succeeded", claimed: null },
  });
  const ends = [{ run_id: 1, status: "failed" }];
  const several = FinishManyRunsOutput.parse({ ends, claimed: [garbled, claim(run(2))] });
  expect(several).toMatchObject({ ends, claimed: [null, { runs: [{ lease: { run_id: 2 } }] }] });
});
