import { z } from "zod";
import { ErrorCode } from "../_shared/contracts/errors.ts";
import { Id } from "../_shared/contracts/ids.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { together } from "../_shared/together.ts";
import type { Credential } from "./authenticate.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./refusal.ts";

/** `runs.create` of one caller; the input is prepared. */
export interface Create {
  credential: Credential;
  requestId: string;
  input: unknown;
}

/** What is to be known here of a parsed FinishRunInput. */
const End = z.looseObject({ lease: z.looseObject({ run_id: Id }), entries: z.array(z.unknown()).optional() });
const Claim = z.looseObject({});
const Finish = End.extend({ claim: Claim.optional() });

/** What is to be known here of a parsed AppendEventsInput. */
const Batch = z.looseObject({ entries: z.array(z.unknown()) });

/** A batch of the log of a run that a worker with this key holds. */
interface Append {
  keyHash: string;
  batch: z.infer<typeof Batch>;
}

/** One moment of a worker with this key: a run ends, the next is claimed, or both. */
interface Moment {
  keyHash: string;
  end?: z.infer<typeof End>;
  claim?: z.infer<typeof Claim> | undefined;
}

/** Calls of many callers that go in one while the database is busy: a commit and its statements serve all of them. */
export interface Gathered {
  /** As `private.execute` answers. */
  createRun(create: Create): Promise<unknown>;
  /** The input of `runs.finish`, parsed. */
  finishRun(keyHash: string, input: unknown): Promise<unknown>;
  /** The input of `runs.claim`, parsed. */
  claimRuns(keyHash: string, input: unknown): Promise<unknown>;
  /** The input of `events.append`, parsed. */
  appendEvents(keyHash: string, input: unknown): Promise<unknown>;
}

const Answers = z.array(z.unknown());
const MomentAnswers = z.object({
  ends: z.array(
    z.object({
      run_id: Id,
      status: z.string().optional(),
      error: z.object({ code: ErrorCode, message: z.string() }).optional(),
    }),
  ),
  claimed: z.array(z.unknown()),
});

/** So many creates go in one call at most. */
const createsPerCall = 25;

/** Fewer are not worth a call of their own beside another one (measured with 2 to 10 callers). */
const fewest = 4;

/** So many lines are worth a call of their own: writing them costs more than the call. */
const enoughLines = 20;

/** `width`: so many calls are under way before what comes waits for company; the database's connections. */
export function gather(database: Database, width: number): Gathered {
  // What is wrong with one must not be the answer to the others: each goes by itself then, and is told its own.
  const apart = (error: unknown) => !(error instanceof Refusal && error.code === "unavailable");

  const createRun = together<Create, unknown>({
    one: ({ credential, requestId, input }) =>
      database.call("execute", ["runs.create", { jsonb: credential }, requestId, { jsonb: input }]),
    many: async (creates) => {
      const calls = creates.map(({ credential, requestId, input }) => ({ credential, request_id: requestId, input }));
      return Answers.parse(await database.call("create_runs", [{ jsonb: calls }]));
    },
    apart,
    most: createsPerCall,
    width,
    fewest,
  });

  const moment = together<Moment, unknown>({
    one: ({ keyHash, end, claim }) =>
      end === undefined
        ? database.call("claim_runs", [keyHash, { jsonb: claim }])
        : database.call("finish_run", [keyHash, { jsonb: { ...end, claim } }]),
    many: async (moments) => {
      const ends = moments.flatMap(({ end }) => end ?? []);
      // Answers are told by their runs; two leases of one run, or one end asked for again, are told apart only alone.
      if (new Set(ends.map(({ lease }) => lease.run_id)).size < ends.length) throw new Error("one run ends twice");
      // `after`: what is claimed with an end that is refused would be nobody's.
      const claims = moments.flatMap(({ end, claim }) => (claim ? { ...claim, after: end?.lease.run_id } : []));
      const input = { jsonb: { ends, claims } };
      const answer = MomentAnswers.parse(await database.call("finish_many_runs", [moments[0]?.keyHash ?? "", input]));
      const claimed = answer.claimed.values();
      return moments.map(({ end, claim }) => {
        const next = claim === undefined ? null : claimed.next().value;
        if (end === undefined) return next;
        const ended = answer.ends.find(({ run_id }) => run_id === end.lease.run_id);
        if (ended?.error !== undefined) return new Refusal(ended.error.code, ended.error.message);
        return { status: ended?.status, claimed: next };
      });
    },
    apart,
    most: limits.runsPerClaim,
    heaviest: { limit: limits.entriesPerAppend, weight: ({ end }) => end?.entries?.length ?? 0 },
    enough: enoughLines,
    fits: (first, next) => first.keyHash === next.keyHash,
    width,
    fewest,
  });

  const append = together<Append, unknown>({
    one: ({ keyHash, batch }) => database.call("append_events", [keyHash, { jsonb: batch }]),
    many: async (appends) => {
      const batches = { jsonb: appends.map(({ batch }) => batch) };
      return Answers.parse(await database.call("append_many_events", [appends[0]?.keyHash ?? "", batches]));
    },
    apart,
    most: limits.runsPerClaim,
    heaviest: { limit: limits.entriesPerAppend, weight: ({ batch }) => batch.entries.length },
    enough: enoughLines,
    fits: (first, next) => first.keyHash === next.keyHash,
    width,
    fewest,
  });

  return {
    createRun,
    finishRun(keyHash, input) {
      const { claim, ...end } = Finish.parse(input);
      return moment({ keyHash, end, claim });
    },
    claimRuns: (keyHash, input) => moment({ keyHash, claim: Claim.parse(input) }),
    appendEvents: (keyHash, input) => append({ keyHash, batch: Batch.parse(input) }),
  };
}
