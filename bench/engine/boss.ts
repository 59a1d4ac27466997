import { setTimeout as delay } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { type Contender, inParallel, randomGapMs } from "./contender.ts";

const QUEUE = "noop";

/** pg-boss by its own calls: send, insert, fetch and complete; done jobs stay as history. */
export async function openBoss(connectionString: string): Promise<Contender> {
  const boss = new PgBoss({ connectionString, max: 30, supervise: false, schedule: false, useListenNotify: true });
  boss.on("error", (error) => console.error(error));
  await boss.start();

  const sql = postgres(connectionString, { max: 1 });
  const renew = async () => {
    await boss.deleteQueue(QUEUE).catch(() => undefined);
    await boss.createQueue(QUEUE, { notify: true });
  };
  await renew();

  return {
    name: "pg-boss",
    clear: renew,
    enqueue: (count, connections) => inParallel(count, connections, () => boss.send(QUEUE, {})),
    async enqueueBulk(count, perCall) {
      const jobs = Array.from({ length: perCall }, () => ({ data: {} }));
      await inParallel(count / perCall, 1, () => boss.insert(QUEUE, jobs));
    },
    settle: async () => void (await sql`vacuum analyze`),
    async drain(count, { connections, batch }) {
      const startedAt = performance.now();
      let done = 0;
      const worker = async () => {
        for (;;) {
          const jobs = await boss.fetch(QUEUE, { batchSize: batch });
          if (jobs.length === 0) return;
          await boss.complete(
            QUEUE,
            jobs.map(({ id }) => id),
          );
          done += jobs.length;
        }
      };
      await Promise.all(Array.from({ length: connections }, worker));
      if (done !== count) throw new Error(`pg-boss did ${done} of ${count} jobs`);
      return performance.now() - startedAt;
    },
    async startLatencies(count) {
      let began: (at: number) => void = () => undefined;
      const id = await boss.work(QUEUE, { pollingIntervalSeconds: 2 }, async () => began(performance.now()));
      const samples: number[] = [];
      for (let n = 0; n < count; n += 1) {
        await delay(randomGapMs());
        const begins = new Promise<number>((resolve) => {
          began = resolve;
        });
        const addedAt = performance.now();
        await boss.send(QUEUE, {});
        samples.push((await begins) - addedAt);
      }
      await boss.offWork(QUEUE, { id });
      return samples;
    },
    async close() {
      await boss.stop({ graceful: false });
      await sql.end();
    },
  };
}
