import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { z } from "zod";
import { connections } from "../../supabase/functions/ops-executor/database.ts";
import { gather } from "../../supabase/functions/ops-executor/gather.ts";
import type { OurStage } from "./our-stage.ts";
import type { BenchServer } from "./server.ts";

/** The engine as ops-executor calls it, past HTTP: on its connections, with what it gathers. Statements are prepared, as the peers' are. */
export interface OurCalls {
  createRun(): Promise<void>;
  /** So many runs in one lane by `runs.create_many`, which writes one audit row. */
  createRuns(count: number): Promise<void>;
  claimRuns(input: object): Promise<unknown>;
  finishRun(input: object): Promise<unknown>;
  finishManyRuns(input: object): Promise<unknown>;
  appendEvents(input: object): Promise<unknown>;
  /** Calls a worker's function by itself. */
  worker(name: string, input: object): Promise<unknown>;
  close(): Promise<void>;
}

const Done = z.object({ ok: z.literal(true) });

/** `max`: connections; ops-executor has two. */
export function openCalls(server: BenchServer, stage: OurStage, max = connections): OurCalls {
  const sql = postgres(server.executorUrl, { max, fetch_types: false, onnotice: () => undefined });
  const database = {
    async call(name: string, args: readonly (string | number | null | { jsonb: unknown })[]) {
      // The cast: what is sent here is built of JSON values.
      const values = args.map((arg) =>
        typeof arg === "object" && arg !== null ? sql.json(arg.jsonb as postgres.JSONValue) : arg,
      );
      const places = values.map((_, place) => `$${place + 1}`).join(", ");
      const [row] = await sql.unsafe(`select private.${name}(${places}) as result`, values, { prepare: true });
      return row?.result;
    },
    isReachable: async () => true,
  };
  const gathered = gather(database, max);
  const { credential, keyHash } = stage;
  return {
    async createRun() {
      Done.parse(await gathered.createRun({ credential, requestId: randomUUID(), input: stage.newRun() }));
    },
    async createRuns(count) {
      const { parameters, ...plan } = stage.newRun();
      const input = { ...plan, runs: Array.from({ length: count }, () => ({ parameters })) };
      const args = ["runs.create_many", { jsonb: credential }, randomUUID(), { jsonb: input }];
      Done.parse(await database.call("execute", args));
    },
    claimRuns: (input) => gathered.claimRuns(keyHash, input),
    finishRun: (input) => gathered.finishRun(keyHash, input),
    finishManyRuns: (input) => gathered.finishManyRuns(keyHash, input),
    appendEvents: (input) => gathered.appendEvents(keyHash, input),
    worker: (name, input) => database.call(name, [keyHash, { jsonb: input }]),
    close: () => sql.end(),
  };
}
