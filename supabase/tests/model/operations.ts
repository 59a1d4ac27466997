/** What a sequence is made of: plain data, so that a failing one can be shrunk and printed. */
import fc from "fast-check";
import type { CatchUp, Overlap } from "../../functions/_shared/contracts/schedule.ts";
import type { Demand, StepKind } from "./state.ts";

/** Which lease or run: the `back`th newest of those that the operation is meant for, or with `any` of all. */
export interface Pick {
  back: number;
  any: boolean;
}

/** What runs that are made at once have in common. */
interface NewRuns {
  lane: number;
  maxAttempts: number;
  demand: Demand;
  steps: readonly StepKind[];
  delayed: boolean;
  expires: boolean;
}
interface ScheduleSettings {
  lane: number;
  period: number;
  catchUp: CatchUp;
  overlap: Overlap;
}

export type Operation =
  | ({ op: "create"; priority: number } & NewRuns)
  /** `wrong`: one of them has parameters that its template does not take. */
  | ({ op: "createMany"; priorities: number[]; wrong: boolean } & NewRuns)
  /** `start`: it starts what it is given. */
  | { op: "claim"; worker: number; limit: number; start: boolean }
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
      start: boolean;
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
  | { op: "tick" }
  | LoneOperation;

/** What only a sequence without concurrency does: its outcome is judged by more than its answer. */
export type LoneOperation =
  | { op: "moveBeside"; run: Pick; anchor: Pick; before: boolean }
  | ({ op: "schedule" } & ScheduleSettings)
  /** After so many minutes in which nobody fires. */
  | ({ op: "updateSchedule"; schedule: Pick; minutes: number } & ScheduleSettings)
  | { op: "fire"; minutes: number }
  | { op: "pauseSchedule" | "resumeSchedule" | "runNow"; schedule: Pick }
  | { op: "startMany"; leases: Pick[] }
  | { op: "finishMany"; ends: ManyEnd[]; worker: number; thenClaim: number; start: boolean }
  | { op: "age"; run: Pick; days: number }
  | { op: "hold" | "release"; run: Pick }
  | { op: "bulk"; action: "cancel" | "retry"; lane: number | undefined; from: "start" | "failed_step"; limit: number };
/** `brings`: its last batch, which ends the step it is at, comes with it. */
export interface ManyEnd {
  lease: Pick;
  outcome: "succeeded" | "failed" | "released";
  brings: boolean;
}
export type Outcome = "succeeded" | "failed" | "cancelled" | "waiting" | "released";

/** Mostly of the same lane, so that runs are in each other's way. */
const lane = fc.constantFrom(0, 1, 1, 1, 2);
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
      ...([
        ["shell"],
        ["wait"],
        ["wait", "shell"],
        ["shell", "wait"],
        ["approval", "shell"],
        ["consent"],
        ["shell", "shell"],
        ["shell", "wait", "shell"],
      ] as const),
    ),
  }),
  fc.record({ ...anyRun, demand: fc.constantFrom(...demands), steps: fc.constantFrom(...demandedSteps) }),
);

const createMany = fc
  .tuple(create, fc.array(priority, { minLength: 2, maxLength: 3 }), usually(false, true))
  .map(([{ priority: _, ...run }, priorities, wrong]) => ({ ...run, op: "createMany" as const, priorities, wrong }));

const start = fc.boolean();
const claim = fc.record({ op: op("claim"), worker, limit: fc.integer({ min: 1, max: 3 }), start });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: create },
  { weight: 1, arbitrary: createMany },
  { weight: 7, arbitrary: claim },
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
      ...{
        op: op("finish"),
        lease,
        complete: usually(true, false),
        worker,
        thenClaim: fc.constantFrom(0, 0, 1, 2),
        start,
      },
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

const schedule = pick;
const scheduled = {
  ...{ lane, period: usually(10, 20), catchUp: fc.constantFrom<CatchUp>("skip", "one", "all") },
  overlap: fc.constantFrom<Overlap>("queue", "skip", "cancel_previous"),
};
const newSchedule = fc.record({ op: op("schedule"), ...scheduled });
const bulk = fc.record({
  ...{ op: op("bulk"), action: fc.constantFrom("cancel", "retry", "retry"), limit: fc.constantFrom(1, 1, 2) },
  ...{
    lane: fc.constantFrom(undefined, undefined, 0, 1, 2),
    from: fc.constantFrom("start", "failed_step", "failed_step"),
  },
});
const age = fc.record({ op: op("age"), run, days: fc.constantFrom(31, 91) });
const tick = fc.record({ op: op("tick") });
const loneOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 30, arbitrary: operation },
  { weight: 8, arbitrary: fc.record({ op: op("advance"), lease }) },
  { weight: 6, arbitrary: claim },
  { weight: 3, arbitrary: fc.record({ op: op("retry"), run, from: fc.constant<"failed_step">("failed_step") }) },
  { weight: 3, arbitrary: fc.record({ op: op("moveBeside"), run, anchor: pick, before: fc.boolean() }) },
  { weight: 1, arbitrary: newSchedule },
  { weight: 5, arbitrary: fc.record({ op: op("fire"), minutes: fc.integer({ min: 1, max: 35 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: op("pauseSchedule", "resumeSchedule", "resumeSchedule", "runNow"), schedule }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ op: op("updateSchedule"), schedule, minutes: fc.constantFrom(0, 15, 25), ...scheduled }),
  },
  { weight: 1, arbitrary: fc.record({ op: op("startMany"), leases: fc.array(lease, { minLength: 1, maxLength: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ op: op("finishMany"), worker, thenClaim: fc.constantFrom(0, 0, 2), start },
      ends: fc.array(
        fc.record({
          lease,
          outcome: usually<ManyEnd["outcome"]>("succeeded", "failed", "released"),
          brings: usually(true, false),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  { weight: 2, arbitrary: age },
  { weight: 1, arbitrary: fc.record({ op: op("hold", "release"), run }) },
  { weight: 3, arbitrary: bulk },
);

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
const again = fc.oneof(
  fc.record({ op: op("retry"), run, from: fc.constant<"failed_step">("failed_step") }),
  fc.record({ op: op("comeDue"), run }),
  fc.record({ op: op("decide"), run, by: fc.nat(1), decision: fc.constant<"approve">("approve") }),
);
const failure = fc.record({
  ...{ op: op("finish"), lease, outcome: fc.constant<Outcome>("failed"), retryable: fc.constant(false) },
  ...{ complete: fc.constant(true), worker, thenClaim: fc.constant(0), start },
});
/** Something, or what brings a run back to a worker, or its log to its end. */
const aside = fc.oneof(
  { weight: 5, arbitrary: loneOperation.map((only) => [only]) },
  { weight: 2, arbitrary: fc.tuple(again, claim) },
  { weight: 1, arbitrary: fc.tuple(failure, bulk) },
  { weight: 1, arbitrary: fc.tuple(age, tick) },
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

/** A step of a sequence: one operation, or two or three at once, each on a connection of its own. */
const step = fc.oneof(
  { weight: 3, arbitrary: operation.map((only) => [only]) },
  { weight: 1, arbitrary: fc.array(operation, { minLength: 2, maxLength: 3 }) },
);

/** Some runs to begin with, then anything. */
export const sequences = fc
  .tuple(fc.array(create, { minLength: 1, maxLength: 3 }), fc.array(step, { minLength: 4, maxLength: 40, size: "max" }))
  .map(([first, rest]): Operation[][] => [...first.map((only) => [only]), ...rest]);
