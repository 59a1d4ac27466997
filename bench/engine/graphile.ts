import { setTimeout as delay } from "node:timers/promises";
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import postgres from "postgres";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import { type Contender, inParallel, randomGapMs } from "./contender.ts";

const TASK = "noop";
const logger = new Logger(() => () => undefined);

/** graphile-worker as its manual says: prepared statements, LISTEN, jobs deleted when done. */
export async function openGraphile(connectionString: string): Promise<Contender> {
  const sql = postgres(connectionString, { max: 1 });
  const connection = { connectionString, maxPoolSize: 30, logger };
  const utils = await makeWorkerUtils(connection);
  await utils.migrate();

  return {
    name: "graphile-worker",
    async clear() {
      await sql`truncate graphile_worker._private_jobs`;
    },
    enqueue: (count, connections) => inParallel(count, connections, () => utils.addJob(TASK, {})),
    async enqueueBulk(count, perCall) {
      const jobs = Array.from({ length: perCall }, () => ({ identifier: TASK, payload: {} }));
      await inParallel(count / perCall, 1, () => utils.addJobs(jobs));
    },
    settle: async () => void (await sql`vacuum analyze`),
    async drain(count, { connections, batch }) {
      let startedAt: number | undefined;
      let handled = 0;
      const all = Promise.withResolvers<void>();
      const runner = await run({
        ...connection,
        noHandleSignals: true,
        concurrency: batch === 1 ? connections : connections * batch,
        pollInterval: 100,
        preset:
          batch === 1
            ? {}
            : { worker: { localQueue: { size: connections * batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
        taskList: {
          [TASK]: () => {
            startedAt ??= performance.now();
            handled += 1;
            if (handled === count) all.resolve();
          },
        },
      });
      await all.promise;
      // The last handler has begun; done is when the last job is gone.
      const isEmpty = async () => (await sql`select 1 from graphile_worker._private_jobs limit 1`).length === 0;
      const emptied = await waitUntil(isEmpty, { timeoutMs: 5_000, intervalMs: 1 });
      const took = performance.now() - (startedAt ?? 0);
      await runner.stop();
      if (emptied === null) throw new Error("graphile-worker left jobs");
      return took;
    },
    async startLatencies(count) {
      let began: (at: number) => void = () => undefined;
      const runner = await run({
        ...connection,
        noHandleSignals: true,
        concurrency: 4,
        taskList: { [TASK]: () => began(performance.now()) },
      });
      const samples: number[] = [];
      for (let n = 0; n < count; n += 1) {
        await delay(randomGapMs());
        const begins = new Promise<number>((resolve) => {
          began = resolve;
        });
        const addedAt = performance.now();
        await utils.addJob(TASK, {});
        samples.push((await begins) - addedAt);
      }
      await runner.stop();
      return samples;
    },
    async close() {
      await utils.release();
      await sql.end();
    },
  };
}
