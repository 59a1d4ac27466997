/** What a sequence is made of: plain data, so that a failing one can be shrunk and printed. */
import fc from "fast-check";

/** `run` and `lease` count back from the newest. */
export type Operation =
  | {
      op: "create";
      lane: number;
      priority: number;
      maxAttempts: number;
      steps: readonly ("shell" | "wait")[];
      delayed: boolean;
    }
  | { op: "claim"; limit: number }
  | { op: "start" | "heartbeat" | "die"; lease: number }
  | { op: "append"; lease: number; batch: "next" | "repeat" | "gap"; ends: "succeeded" | "failed" }
  | { op: "finish"; lease: number; outcome: Outcome; complete: boolean; thenClaim: number }
  | { op: "cancel" | "comeDue"; run: number }
  | { op: "retry"; run: number; from: "start" | "failed_step" }
  | { op: "pause" | "resume"; lane: number }
  | { op: "tick" };
type Outcome = "succeeded" | "failed" | "cancelled" | "waiting" | "released";

const lane = fc.nat(2);
const recent = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(4) });
const lease = recent;
const run = recent;
const usually = <T>(usual: T, ...other: T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...other) });
const op = <Name extends Operation["op"]>(...names: [Name, ...Name[]]) => fc.constantFrom(...names);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      ...{
        op: op("create"),
        lane,
        priority: fc.integer({ min: -1, max: 1 }),
        maxAttempts: fc.integer({ min: 1, max: 2 }),
      },
      steps: fc.constantFrom<readonly ("shell" | "wait")[]>(["shell"], ["wait"], ["wait", "shell"], ["shell", "wait"]),
      delayed: usually(false, true),
    }),
  },
  { weight: 7, arbitrary: fc.record({ op: op("claim"), limit: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 6, arbitrary: fc.record({ op: op("start"), lease }) },
  {
    weight: 10,
    arbitrary: fc.record({
      ...{ op: op("append"), lease, batch: usually<"next" | "repeat" | "gap">("next", "repeat", "gap") },
      ends: usually<"succeeded" | "failed">("succeeded", "failed"),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      ...{ op: op("finish"), lease, complete: usually(true, false), thenClaim: fc.constantFrom(0, 0, 1, 2) },
      outcome: fc.constantFrom<Outcome>("succeeded", "failed", "cancelled", "waiting", "waiting", "released"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ op: op("heartbeat", "die", "die"), lease }) },
  { weight: 5, arbitrary: fc.record({ op: op("cancel", "comeDue"), run }) },
  { weight: 3, arbitrary: fc.record({ op: op("retry"), run, from: fc.constantFrom("start", "failed_step") }) },
  { weight: 2, arbitrary: fc.record({ op: op("pause", "resume", "resume"), lane }) },
  { weight: 2, arbitrary: fc.record({ op: op("tick") }) },
);

/** A step of a sequence: one operation, or two or three at once, each on a connection of its own. */
const step = fc.oneof(
  { weight: 3, arbitrary: operation.map((only) => [only]) },
  { weight: 1, arbitrary: fc.array(operation, { minLength: 2, maxLength: 3 }) },
);

export const sequences = fc.array(step, { minLength: 4, maxLength: 30, size: "max" });
