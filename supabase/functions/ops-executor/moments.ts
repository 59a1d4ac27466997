import { z } from "zod";
import { ErrorCode } from "../_shared/contracts/errors.ts";
import { Id } from "../_shared/contracts/ids.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { together } from "../_shared/together.ts";
import type { Database } from "./database.ts";
import { apart, enough, fewest } from "./gathering.ts";
import { Refusal } from "./refusal.ts";

/** What workers do in a moment: their runs end, the next ones are claimed. Inputs are parsed; answers are those of the functions' own. */
export interface Moments {
  /** The input of `runs.finish`. */
  finishRun(keyHash: string, input: unknown): Promise<unknown>;
  /** The input of `runs.finish_many`. */
  finishManyRuns(keyHash: string, input: unknown): Promise<unknown>;
  /** The input of `runs.claim`. */
  claimRuns(keyHash: string, input: unknown): Promise<unknown>;
}

/** What is to be known here of the inputs. */
const End = z.looseObject({ lease: z.looseObject({ run_id: Id }), entries: z.array(z.unknown()).optional() });
const Claim = z.looseObject({});
const Finish = End.extend({ claim: Claim.optional() });
const FinishMany = z.object({ ends: z.array(End), claims: z.array(Claim) });

const EndAnswer = z.object({
  run_id: Id,
  status: z.string().optional(),
  error: z.object({ code: ErrorCode, message: z.string() }).optional(),
});
type EndAnswer = z.infer<typeof EndAnswer>;
const Answers = z.object({ ends: z.array(EndAnswer), claimed: z.array(z.unknown()) });

/** One call of a worker with this key. */
interface Moment {
  keyHash: string;
  ends: z.infer<typeof End>[];
  /** Those that go with an end say so by `after`: what is claimed with an end that is refused would be nobody's. */
  claims: z.infer<typeof Claim>[];
  /** Its own call, when nothing goes with it. */
  alone(): Promise<unknown>;
  /** Its own answer, of its ends in the order of the runs and of its claims. */
  answer(ends: EndAnswer[], claimed: unknown[]): unknown;
}

/** `width`: so many calls are under way before what comes waits for company. */
export function gatherMoments(database: Database, width: number): Moments {
  const moment = together<Moment, unknown>({
    one: ({ alone }) => alone(),
    async many(moments) {
      const ends = moments.flatMap((each) => each.ends);
      // Answers are told by their runs; two leases of one run, or one end asked for again, are told apart only alone.
      if (new Set(ends.map(({ lease }) => lease.run_id)).size < ends.length) throw new Error("one run ends twice");
      const input = { jsonb: { ends, claims: moments.flatMap(({ claims }) => claims) } };
      const answer = Answers.parse(await database.call("finish_many_runs", [moments[0]?.keyHash ?? "", input]));
      const claimed = [...answer.claimed];
      return moments.map((each) => {
        const own = new Set(each.ends.map(({ lease }) => lease.run_id));
        const answered = answer.ends.filter(({ run_id }) => own.has(run_id));
        if (answered.length < own.size) return new Error("the end of a run was not answered");
        return each.answer(answered, claimed.splice(0, each.claims.length));
      });
    },
    apart,
    most: limits.runsPerClaim,
    heaviest: {
      limit: limits.entriesPerAppend,
      weight: ({ ends }) => ends.reduce((sum, { entries }) => sum + 1 + (entries?.length ?? 0), 0),
    },
    enough,
    fits: (first, next) => first.keyHash === next.keyHash,
    width,
    fewest,
  });

  return {
    finishRun(keyHash, input) {
      const { claim, ...end } = Finish.parse(input);
      return moment({
        keyHash,
        ends: [end],
        claims: claim ? [{ ...claim, after: end.lease.run_id }] : [],
        alone: () => database.call("finish_run", [keyHash, { jsonb: { ...end, claim } }]),
        answer: ([ended], [next = null]) =>
          ended?.error ? new Refusal(ended.error.code, ended.error.message) : { status: ended?.status, claimed: next },
      });
    },
    finishManyRuns(keyHash, input) {
      const { ends, claims } = FinishMany.parse(input);
      return moment({
        ...{ keyHash, ends, claims },
        alone: () => database.call("finish_many_runs", [keyHash, { jsonb: { ends, claims } }]),
        answer: (ended, claimed) => ({ ends: ended, claimed }),
      });
    },
    claimRuns(keyHash, input) {
      const claim = Claim.parse(input);
      return moment({
        ...{ keyHash, ends: [], claims: [claim] },
        alone: () => database.call("claim_runs", [keyHash, { jsonb: claim }]),
        answer: (_, [next]) => next,
      });
    },
  };
}
