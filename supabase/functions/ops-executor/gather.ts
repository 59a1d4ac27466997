import { z } from "zod";
import { limits } from "../_shared/contracts/limits.ts";
import { together } from "../_shared/together.ts";
import type { Credential } from "./authenticate.ts";
import type { Database } from "./database.ts";
import { apart, enough, fewest } from "./gathering.ts";
import { gatherMoments, type Moments } from "./moments.ts";

/** `runs.create` of one caller; the input is prepared. */
export interface Create {
  credential: Credential;
  requestId: string;
  input: unknown;
}

/** What is to be known here of a parsed AppendEventsInput. */
const Batch = z.looseObject({ entries: z.array(z.unknown()) });

/** A batch of the log of a run that a worker with this key holds. */
interface Append {
  keyHash: string;
  batch: z.infer<typeof Batch>;
}

/** Calls of many callers that go in one while the database is busy: a commit and its statements serve all of them. */
export interface Gathered extends Moments {
  /** As `private.execute` answers. */
  createRun(create: Create): Promise<unknown>;
  /** The input of `events.append`, parsed. */
  appendEvents(keyHash: string, input: unknown): Promise<unknown>;
}

const Answers = z.array(z.unknown());

/** So many creates go in one call at most. */
const createsPerCall = 25;

/** `width`: so many calls are under way before what comes waits for company; the database's connections. */
export function gather(database: Database, width: number): Gathered {
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

  const append = together<Append, unknown>({
    one: ({ keyHash, batch }) => database.call("append_events", [keyHash, { jsonb: batch }]),
    many: async (appends) => {
      const batches = { jsonb: appends.map(({ batch }) => batch) };
      return Answers.parse(await database.call("append_many_events", [appends[0]?.keyHash ?? "", batches]));
    },
    apart,
    most: limits.runsPerClaim,
    heaviest: { limit: limits.entriesPerAppend, weight: ({ batch }) => batch.entries.length },
    enough,
    fits: (first, next) => first.keyHash === next.keyHash,
    width,
    fewest,
  });

  return {
    createRun,
    ...gatherMoments(database, width),
    appendEvents: (keyHash, input) => append({ keyHash, batch: Batch.parse(input) }),
  };
}
