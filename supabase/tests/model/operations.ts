/** What a sequence is made of: plain data, so that a failing one can be shrunk and printed. */
import fc from "fast-check";
import type { Demand, StepKind } from "./state.ts";

/** Which lease or run: the `back`th newest of those that the operation is meant for, or with `any` of all. */
export interface Pick {
  back: number;
  any: boolean;
}

export type Operation =
  | {
      op: "create";
      lane: number;
      priority: number;
      maxAttempts: number;
      demand: Demand;
      steps: readonly StepKind[];
      delayed: boolean;
      expires: boolean;
    }
  | { op: "claim"; worker: number; limit: number }
  /** What a good worker does next: start, the next step, or the right end. */
  | { op: "advance"; lease: Pick }
  | { op: "start" | "heartbeat" | "die" | "overrun"; lease: Pick }
  | { op: "append"; lease: Pick; batch: "next" | "repeat" | "gap"; ends: "succeeded" | "failed" }
  | {
      op: "finish";
      lease: Pick;
      outcome: Outcome;
      retryable: boolean;
      complete: boolean;
      worker: number;
      thenClaim: number;
    }
  | { op: "cancel"; run: Pick; force: boolean }
  | { op: "comeDue" | "outstay"; run: Pick }
  | { op: "decide"; run: Pick; by: number; decision: "approve" | "reject" }
  | { op: "move"; run: Pick; lane: number }
  | { op: "prioritize"; run: Pick; priority: number }
  | { op: "retry"; run: Pick; from: "start" | "failed_step" }
  | { op: "pause" | "resume"; lane: number }
  | { op: "setCapacity"; lane: number; capacity: number | null }
  | { op: "drain" | "undrain"; worker: number }
  | { op: "tick" };
export type Outcome = "succeeded" | "failed" | "cancelled" | "waiting" | "released";

const lane = fc.nat(2);
const worker = fc.nat(2);
const priority = fc.integer({ min: -1, max: 1 });
const usually = <T>(usual: T, ...other: T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...other) });
const pick: fc.Arbitrary<Pick> = fc.record({ back: fc.nat(2), any: usually(false, true) });
const lease = pick;
const run = pick;
const op = <Name extends Operation["op"]>(...names: [Name, ...Name[]]) => fc.constantFrom(...names);

/** Runs with a demand come from templates, which name keys and labels; the lab publishes one for each of these. */
export const demandedSteps: readonly (readonly StepKind[])[] = [["shell"], ["wait", "shell"], ["approval"]];
export const demands: readonly Demand[] = ["one", "two", "gpu", "one and gpu"];

const anyRun = {
  op: op("create"),
  ...{ lane, priority, maxAttempts: fc.integer({ min: 1, max: 2 }) },
  ...{ delayed: usually(false, true), expires: usually(false, true) },
};
const create = fc.oneof(
  fc.record({
    ...anyRun,
    demand: fc.constant<Demand>("none"),
    steps: fc.constantFrom<readonly StepKind[]>(
      ...([["shell"], ["wait"], ["wait", "shell"], ["shell", "wait"], ["approval", "shell"], ["consent"]] as const),
    ),
  }),
  fc.record({ ...anyRun, demand: fc.constantFrom(...demands), steps: fc.constantFrom(...demandedSteps) }),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: create },
  { weight: 7, arbitrary: fc.record({ op: op("claim"), worker, limit: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 16, arbitrary: fc.record({ op: op("advance"), lease }) },
  { weight: 1, arbitrary: fc.record({ op: op("start"), lease }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ op: op("append"), lease, batch: fc.constantFrom("next", "repeat", "gap") },
      ends: fc.constantFrom("succeeded", "failed"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ op: op("finish"), lease, complete: usually(true, false), worker, thenClaim: fc.constantFrom(0, 0, 1, 2) },
      outcome: fc.constantFrom<Outcome>("succeeded", "failed", "cancelled", "waiting", "waiting", "released"),
      retryable: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ op: op("heartbeat", "die", "die", "overrun"), lease }) },
  { weight: 4, arbitrary: fc.record({ op: op("cancel"), run, force: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ op: op("comeDue"), run }) },
  { weight: 1, arbitrary: fc.record({ op: op("outstay"), run }) },
  {
    weight: 4,
    arbitrary: fc.record({
      op: op("decide"),
      run,
      by: fc.nat(1),
      decision: usually<"approve" | "reject">("approve", "reject"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: op("retry"), run, from: fc.constantFrom("start", "failed_step") }) },
  { weight: 2, arbitrary: fc.record({ op: op("move"), run, lane }) },
  { weight: 1, arbitrary: fc.record({ op: op("prioritize"), run, priority }) },
  { weight: 2, arbitrary: fc.record({ op: op("pause", "resume", "resume"), lane }) },
  { weight: 1, arbitrary: fc.record({ op: op("setCapacity"), lane, capacity: fc.constantFrom(1, 2, 3, null) }) },
  { weight: 1, arbitrary: fc.record({ op: op("drain", "undrain", "undrain"), worker }) },
  { weight: 2, arbitrary: fc.record({ op: op("tick") }) },
);

/** A step of a sequence: one operation, or two or three at once, each on a connection of its own. */
const step = fc.oneof(
  { weight: 3, arbitrary: operation.map((only) => [only]) },
  { weight: 1, arbitrary: fc.array(operation, { minLength: 2, maxLength: 3 }) },
);

/** Some runs to begin with, then anything. */
export const sequences = fc
  .tuple(fc.array(create, { minLength: 1, maxLength: 3 }), fc.array(step, { minLength: 4, maxLength: 40, size: "max" }))
  .map(([first, rest]): Operation[][] => [...first.map((only) => [only]), ...rest]);
