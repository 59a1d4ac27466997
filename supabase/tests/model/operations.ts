/** What a sequence is made of: plain data, so that a failing one can be shrunk and printed. */
import fc from "fast-check";
import type { CatchUp, Overlap } from "../../functions/_shared/contracts/schedule.ts";
import { roles, type Words } from "./asks.ts";
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
/** The next batch of a lease, the one before again, or one with a gap before it. It begins the current step, or `ends` it. */
export interface Batch {
  lease: Pick;
  batch: "next" | "repeat" | "gap";
  ends: "succeeded" | "failed";
}
export interface ScheduleSettings {
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
  | ({ op: "append" } & Batch)
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
  /** `seen`: they have seen what is asked. */
  | { op: "decide"; run: Pick; by: number; decision: "approve" | "reject"; words: Words; seen: boolean }
  | { op: "move"; run: Pick; lane: number }
  | { op: "prioritize"; run: Pick; priority: number }
  | { op: "retry"; run: Pick; from: "start" | "failed_step"; by: number }
  | { op: "pause" | "resume"; lane: number }
  | { op: "setCapacity"; lane: number; capacity: number | null }
  | { op: "drain" | "undrain"; worker: number }
  | { op: "tick" }
  | LoneOperation;

/** What only a sequence without concurrency does: its outcome is judged by more than its answer. */
export type LoneOperation =
  | { op: "moveBeside"; run: Pick; anchor: Pick; before: boolean }
  | ({ op: "schedule"; by: number } & ScheduleSettings)
  /** After so many minutes in which nobody fires. */
  | ({ op: "updateSchedule"; schedule: Pick; minutes: number; by: number } & Partial<ScheduleSettings>)
  | { op: "fire"; minutes: number }
  | { op: "pauseSchedule" | "resumeSchedule" | "runNow"; schedule: Pick; by: number }
  | { op: "startMany"; leases: Pick[] }
  | { op: "finishMany"; ends: ManyEnd[]; worker: number; thenClaim: number; start: boolean }
  /** `twice`: the first one's is sent again in the same call. */
  | { op: "appendMany"; batches: Batch[]; twice: boolean }
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
export const worker = fc.nat(2);
const priority = fc.integer({ min: -1, max: 1 });
export const usually = <T>(usual: T, ...other: T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...other) });
const pick: fc.Arbitrary<Pick> = fc.record({ back: fc.nat(2), any: usually(false, true) });
export const lease = pick;
export const run = pick;
export const words = fc.constantFrom<Words>("fitting", "fitting", "fitting", "nothing", "nothing", "wrong");
export const by = fc.nat(roles.length - 1);
export const op = <Name extends Operation["op"]>(...names: [Name, ...Name[]]) => fc.constantFrom(...names);

/** Runs with a demand come from templates, which name keys and labels; the lab publishes one for each of these. */
export const demandedSteps: readonly (readonly StepKind[])[] = [["shell"], ["wait", "shell"], ["approval"]];
export const demands: readonly Demand[] = ["one", "two", "gpu", "one and gpu"];

const anyRun = {
  op: op("create"),
  ...{ lane, priority, maxAttempts: fc.integer({ min: 1, max: 2 }) },
  ...{ delayed: usually(false, true), expires: usually(false, true) },
};
export const create = fc.oneof(
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
        ["consent", "shell"],
        ["admins"],
        ["others"],
        ["form", "shell"],
        ["shell", "shell"],
        ["shell", "wait", "shell"],
      ] as const),
    ),
  }),
  fc.record({ ...anyRun, demand: fc.constantFrom(...demands), steps: fc.constantFrom(...demandedSteps) }),
);

export const createMany = fc
  .tuple(create, fc.array(priority, { minLength: 2, maxLength: 3 }), usually(false, true))
  .map(([{ priority: _, ...run }, priorities, wrong]) => ({ ...run, op: "createMany" as const, priorities, wrong }));

export const start = fc.boolean();
const ends = fc.constantFrom("succeeded", "failed");
export const claim = fc.record({ op: op("claim"), worker, limit: fc.integer({ min: 1, max: 3 }), start });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: create },
  { weight: 1, arbitrary: createMany },
  { weight: 7, arbitrary: claim },
  { weight: 16, arbitrary: fc.record({ op: op("advance"), lease }) },
  { weight: 1, arbitrary: fc.record({ op: op("start"), lease }) },
  {
    weight: 4,
    arbitrary: fc.record({
      op: op("append"),
      lease,
      batch: fc.constantFrom("next", "repeat", "gap"),
      ends,
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
      ...{ op: op("decide"), run, by, decision: usually<"approve" | "reject">("approve", "reject") },
      ...{ words, seen: usually(true, false) },
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: op("retry"), run, from: fc.constantFrom("start", "failed_step"), by }) },
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
export const newSchedule = fc.record({ op: op("schedule"), by, ...scheduled });
export const bulk = fc.record({
  ...{ op: op("bulk"), action: fc.constantFrom("cancel", "retry", "retry"), limit: fc.constantFrom(1, 1, 2) },
  ...{
    lane: fc.constantFrom(undefined, undefined, 0, 1, 2),
    from: fc.constantFrom("start", "failed_step", "failed_step"),
  },
});
export const appendMany = fc.record({
  ...{ op: op("appendMany"), twice: usually(false, true) },
  batches: fc.uniqueArray(fc.record({ lease, batch: usually<Batch["batch"]>("next", "repeat", "gap"), ends }), {
    ...{ minLength: 2, maxLength: 3, selector: ({ lease }: Batch) => lease.back },
  }),
});
export const age = fc.record({ op: op("age"), run, days: fc.constantFrom(31, 91) });
export const tick = fc.record({ op: op("tick") });
export const fire = fc.record({ op: op("fire"), minutes: fc.integer({ min: 1, max: 35 }) });
export const loneOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 30, arbitrary: operation },
  { weight: 8, arbitrary: fc.record({ op: op("advance"), lease }) },
  { weight: 6, arbitrary: claim },
  { weight: 3, arbitrary: fc.record({ op: op("retry"), run, from: fc.constant<"failed_step">("failed_step"), by }) },
  { weight: 3, arbitrary: fc.record({ op: op("moveBeside"), run, anchor: pick, before: fc.boolean() }) },
  { weight: 1, arbitrary: newSchedule },
  { weight: 5, arbitrary: fire },
  {
    weight: 2,
    arbitrary: fc.record({ op: op("pauseSchedule", "resumeSchedule", "resumeSchedule", "runNow"), schedule, by }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      { op: op("updateSchedule"), schedule, by, minutes: fc.constantFrom(0, 15, 25), ...scheduled },
      { requiredKeys: ["op", "schedule", "by", "minutes"] },
    ),
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
  { weight: 1, arbitrary: appendMany },
  { weight: 2, arbitrary: age },
  { weight: 1, arbitrary: fc.record({ op: op("hold", "release"), run }) },
  { weight: 3, arbitrary: bulk },
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
