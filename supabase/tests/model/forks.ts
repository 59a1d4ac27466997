/** Sequences in which one thing happens at a time, and whose states are left in several ways. */
import fc from "fast-check";
import type { ApprovalKind } from "./asks.ts";
import {
  age,
  appendMany,
  bulk,
  by,
  claim,
  create,
  createMany,
  fire,
  lease,
  loneOperation,
  newSchedule,
  type Operation,
  type Outcome,
  op,
  run,
  start,
  tick,
  usually,
  words,
  worker,
} from "./operations.ts";
import type { Demand } from "./state.ts";

/** What comes next in a sequence, and before it what might have come instead: tried, judged and undone. */
export interface Fork {
  instead: Operation[][];
  next: Operation;
}

const advance = fc.record({ op: op("advance"), lease });
/** What good workers do before anything else happens: a state that is worth disturbing. */
const goodStart = fc.array(fc.oneof({ weight: 1, arbitrary: claim }, { weight: 5, arbitrary: advance }), {
  ...{ minLength: 2, maxLength: 16, size: "max" as const },
});
const decide = (by: fc.Arbitrary<number>) =>
  fc.record({
    ...{ op: op("decide"), run, by, decision: fc.constant<"approve">("approve") },
    ...{ words, seen: usually(true, false) },
  });
const comeDue = fc.record({ op: op("comeDue"), run });
const again = fc.oneof(
  fc.record({ op: op("retry"), run, from: fc.constant<"failed_step">("failed_step"), by }),
  comeDue,
  decide(by),
);
const failure = fc.record({
  ...{ op: op("finish"), lease, outcome: fc.constant<Outcome>("failed"), retryable: fc.constant(false) },
  ...{ complete: fc.constant(true), worker, thenClaim: fc.constant(0), start },
});
const cancel = fc.record({ op: op("cancel"), run, force: fc.constant(false) });
/** A run that asks at once, the last one that a claim of all would take. */
const question = fc.record({
  ...{ op: op("create"), lane: fc.constant(2), priority: fc.constant(-1), maxAttempts: fc.constant(1) },
  ...{ delayed: fc.constant(false), expires: fc.constant(false), demand: fc.constant<Demand>("none") },
  steps: fc
    .constantFrom<ApprovalKind>("consent", "consent", "others", "others", "form", "admins")
    .map((kind) => [kind, "shell"] as const),
});
const claimAll = fc.record({ op: op("claim"), worker, limit: fc.constant(20), start: fc.constant(true) });
/** Somebody asks for a run in some way, and decides, or another does, on what it asks. */
const askAndDecide = by.chain((by) => {
  const they = fc.constant(by);
  const retry = fc.record({ op: op("retry"), run, from: fc.constant<"start">("start"), by: they });
  const toItsQuestion = [claimAll, advance, advance, decide(they)] as const;
  return fc.oneof(
    ...[fc.tuple(question, ...toItsQuestion), fc.tuple(fire, ...toItsQuestion)],
    fc.tuple(question, cancel, retry, ...toItsQuestion),
  );
});
/** A decision that may leave another one to be made, and that, or the deadline. */
const decideTwice = fc.tuple(question, claimAll, advance, advance, decide(by), fc.oneof(decide(by), comeDue), tick);
/** Runs that are under way at once, one of which may be told to stop, and what their workers say of them. */
const company = fc.oneof(
  fc.tuple(claimAll, appendMany),
  fc.tuple(claimAll, appendMany, appendMany),
  fc.tuple(claimAll, cancel, appendMany),
);
/** Something, or what brings a run back to a worker, or its log to its end. */
const aside = fc.oneof(
  { weight: 5, arbitrary: loneOperation.map((only) => [only]) },
  { weight: 2, arbitrary: fc.tuple(again, claim) },
  { weight: 1, arbitrary: fc.tuple(failure, bulk) },
  { weight: 1, arbitrary: fc.tuple(age, tick) },
  { weight: 2, arbitrary: askAndDecide },
  { weight: 1, arbitrary: decideTwice },
  { weight: 1, arbitrary: company },
);
const onlyNext = (next: Operation): Fork => ({ instead: [], next });

/** Many sequences that begin alike. The first operations make runs and schedules, and bring some on their way. */
export const forks: fc.Arbitrary<Fork[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 7, arbitrary: create },
        { weight: 1, arbitrary: createMany },
        { weight: 2, arbitrary: newSchedule },
      ),
      { minLength: 2, maxLength: 5 },
    ),
    goodStart,
    fc.array(fc.record({ instead: fc.array(aside, { maxLength: 4 }), next: loneOperation }), {
      ...{ minLength: 4, maxLength: 24, size: "max" as const },
    }),
  )
  .map(([made, begun, rest]) => [...made.map(onlyNext), ...begun.map(onlyNext), ...rest]);
