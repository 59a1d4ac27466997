import { randomUUID } from "node:crypto";
import postgres from "postgres";
import type { OurStage } from "./our-stage.ts";
import type { BenchServer } from "./server.ts";

/** The engine's entry points as role ops_executor, past HTTP. Statements are prepared, as the peers' are. */
export interface OurCalls {
  createRun(): Promise<void>;
  /** So many runs in one lane by `runs.create_many`, which writes one audit row. */
  createRuns(count: number): Promise<void>;
  /** Calls a worker's function, such as `claim_runs`, and returns its answer as the database gives it. */
  worker(name: string, input: object): Promise<unknown>;
  close(): Promise<void>;
}

export function openCalls(server: BenchServer, stage: OurStage, max: number): OurCalls {
  const sql = postgres(server.executorUrl, { max, fetch_types: false, onnotice: () => undefined });
  const json = (value: unknown) => sql.json(value as postgres.JSONValue); // built here, of JSON values only
  const credential = json(stage.credential);
  return {
    async createRun() {
      const [row] =
        await sql`select private.execute('runs.create', ${credential}, ${randomUUID()}, ${json(stage.newRun())}) as answer`;
      if (row?.answer.ok !== true) throw new Error(JSON.stringify(row?.answer));
    },
    async createRuns(count) {
      const { parameters, ...plan } = stage.newRun();
      const input = json({ ...plan, runs: Array.from({ length: count }, () => ({ parameters })) });
      const [row] =
        await sql`select private.execute('runs.create_many', ${credential}, ${randomUUID()}, ${input}) as answer`;
      if (row?.answer.ok !== true) throw new Error(JSON.stringify(row?.answer));
    },
    async worker(name, input) {
      const [row] = await sql`select private.${sql(name)}(${stage.keyHash}, ${json(input)}) as answer`;
      return row?.answer;
    },
    close: () => sql.end(),
  };
}
