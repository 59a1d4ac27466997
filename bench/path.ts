/**
 * The product's own path, `npm run bench:path [runs] [samples]` (400, 100): the whole local stack as `npm start` brings it up. Idle: from the
 * answer to HTTP create until the child process runs, in parts. Loaded: life cycles a second with 8 workers of 4 slots, and where they spend
 * their time.
 */
import { z } from "zod";
import type { WorkerProcess } from "../e2e/worker/support/worker-process.ts";
import { idlePassages, partsOf } from "./path/idle.ts";
import { addWorkers, countFunctions, drain } from "./path/load.ts";
import { writeResult } from "./support/samples.ts";
import { startStack } from "./support/stack.ts";

const TARGET = { p50_ms: 50, p99_ms: 200 };
const count = z.coerce.number().int().positive();
const runs = count.default(400).parse(process.argv[2]);
const samples = count.default(100).parse(process.argv[3]);

const stack = await startStack();
const workers: WorkerProcess[] = [];
try {
  const lanes = ["Idle", "Load"].map((name) => ({ name, capacity: null }));
  const session = await stack.ops.createSession({ name: "Bench", lanes });
  await idlePassages(stack, session.id, 5);
  const parts = partsOf(await idlePassages(stack, session.id, samples));
  for (const [name, { p50_ms, p99_ms }] of Object.entries(parts))
    console.log(`${name}: p50 ${p50_ms} ms, p99 ${p99_ms} ms`);

  const lane = session.lanes.find(({ name }) => name === "Load");
  if (lane === undefined) throw new Error("the session has no lane for the load");
  workers.push(...(await addWorkers(stack, 6, 4)));
  await countFunctions(stack);
  const load = await drain(stack, session.id, lane, { runs, added: workers });
  console.log(
    `8 workers: ${load.life_cycles_per_second} life cycles a second; each ${load.calls_per_run} calls, ${load.function_ms_per_run} ms in ops-executor, of which ${load.sql_ms_per_run} ms in SQL`,
  );
  const shares = Object.entries(load.cpu_ms_per_run).toSorted(([, a], [, b]) => b - a);
  console.log(`Processor time of each, ms: ${shares.map(([part, ms]) => `${part} ${ms}`).join(", ")}`);
  await writeResult("path", { target: TARGET, parts, runs, load });
} finally {
  for (const { signal } of workers) signal("SIGTERM");
  await Promise.all(workers.map(({ exited }) => exited));
  await stack.close();
}
