import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createOpsClient } from "../../lib/ops-client/index.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import { makeKey } from "../harness/factories.ts";
import { seeded } from "../harness/seed.ts";
import { Fleet } from "./fleet.ts";
import { parseMarks } from "./marks.ts";
import { type Blow, planOf } from "./plan.ts";
import { type Platform, startPlatform } from "./platform.ts";
import { processesOf, violations } from "./verdict.ts";
import { longTicks, Workload } from "./workload.ts";

export interface Totals {
  seed: number;
  runs: number;
  attempts: number;
  lostAttempts: number;
  kills: number;
  freezes: number;
  restarts: { postgres: number; gateway: number; functions: number };
  droppedResponses: number;
  cancels: number;
  /** Log entries whose worker's clock was wrong by more than half a minute. */
  skewedEntries: number;
  seconds: number;
}

export interface Outcome {
  totals: Totals;
  /** What was found wrong, in sentences. */
  violations: string[];
  exitCodes: (number | null)[];
  /** Step processes that lived on after all. */
  left: number[];
}

/** Eight workers, so many runs, and everything that can go wrong at random; then the judgement. */
export async function chaos({ runs, seed }: { runs: number; seed: number }): Promise<Outcome> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "chaos-"));
  const platform = await startPlatform();
  let fleet: Fleet | undefined;
  try {
    const { room, url } = platform;
    const file = join(folder, "marks");
    const { key: operatorKey } = await makeKey(room, ["runs.read", "runs.write", "sessions.write", "templates.write"]);
    const { key: apiKey } = await makeKey(room, ["runs.work"]);
    const operator = createOpsClient({
      url,
      credential: () => operatorKey,
      // On a busy machine a function takes a minute to come back.
      retry: { tries: 1_000, tryTimeoutMs: 15_000, deadlineMs: 600_000 },
    });
    const workload = new Workload(operator, seeded(seed + 1), file);
    await workload.open();
    fleet = await Fleet.start({ url, apiKey }, seeded(seed + 2));

    const counts = await deal(planOf(seeded(seed), runs), platform, fleet, workload);
    await fleet.whole();
    await workload.steered();
    await allFinal(platform, runs);
    const exitCodes = await fleet.stop();

    const marks = parseMarks(await readFile(file, "utf8"));
    return {
      totals: {
        seed,
        runs,
        ...counts,
        ...(await counted(platform)),
        seconds: Math.round((performance.now() - started) / 1_000),
      },
      violations: await violations(room, operator, workload.runs, marks),
      exitCodes,
      left: processesOf(file),
    };
  } finally {
    await fleet?.remove();
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs that are being created. */
const mostAtOnce = 30;

/** One move after the other; what a blow sets off goes on meanwhile. */
async function deal(plan: ReturnType<typeof planOf>, platform: Platform, fleet: Fleet, workload: Workload) {
  const counts = { kills: 0, freezes: 0, restarts: { postgres: 0, gateway: 0, functions: 0 }, cancels: 0 };
  const busy: Promise<unknown>[] = [];
  const creating = new Set<Promise<void>>();
  const create = (): Promise<void> => {
    const created = workload.create().finally(() => creating.delete(created));
    creating.add(created);
    return created;
  };
  /** Rejects when the chaos itself goes wrong: then there is no use in going on. */
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  let restarts: Promise<void> = Promise.resolve();
  const strike = async (blow: Blow): Promise<void> => {
    switch (blow.kind) {
      case "kill":
        counts.kills += Number(fleet.kill(blow.worker));
        return;
      case "freeze": {
        const busy = await latestWithLongStep(platform);
        counts.freezes += Number(fleet.freeze(busy, blow.worker, blow.seconds));
        return;
      }
      case "drop":
        platform.network.loseResponses(blow.responses);
        return;
      case "cancel":
        counts.cancels += Number(await workload.cancel(blow));
        return;
      case "restart":
        counts.restarts[blow.part] += 1;
        restarts = restarts.then(() => platform.restart(blow));
        return await restarts;
    }
  };
  for (const { runs, blow, pauseMs } of plan) {
    const work = [...Array.from({ length: runs }, create), strike(blow)];
    for (const promise of work) promise.catch((error: unknown) => broken.reject(error));
    busy.push(...work);
    await Promise.race([delay(pauseMs), broken.promise, fleet.broken]);
    // A busy machine takes its time; more and more that is asked of it at once would never be answered.
    while (creating.size > mostAtOnce) await Promise.race([...creating, broken.promise, fleet.broken]);
  }
  await Promise.all(busy);
  return counts;
}

/** The names of the workers with a long step, the one that has the most before it first, if the database is there to be asked. */
async function latestWithLongStep({ room }: Platform): Promise<string[]> {
  const rows = await room.sql<{ worker_name: string }[]>`
    select a.worker_name from public.run_attempts a join public.runs r on r.id = a.run_id
    where r.status = 'running' and a.finished_at is null and (r.parameters ->> 'ticks')::integer = ${longTicks} and r.start_step = 0
    order by a.started_at desc`.catch(() => []);
  return rows.map(({ worker_name }) => worker_name);
}

async function allFinal({ room }: Platform, runs: number): Promise<void> {
  const open = async () => {
    const [row] = await room.sql`select count(*)::integer as open from public.runs where finished_at is null`;
    return Number(row?.open);
  };
  const done = await waitUntil(async () => (await open()) === 0, { timeoutMs: 180_000 + runs * 500, intervalMs: 250 });
  if (done) return;
  const rows =
    await room.sql`select id, status, attempt, error, available_at from public.runs where finished_at is null limit 20`;
  throw new Error(`${await open()} runs are not final:\n${rows.map((row) => JSON.stringify(row)).join("\n")}`);
}

async function counted({ room, network }: Platform) {
  const [row] = await room.sql`
    select count(*)::integer as attempts, (count(*) filter (where outcome = 'lost'))::integer as lost from public.run_attempts`;
  const [skewed] = await room.sql`
    select count(*)::integer as entries from public.run_events
    where emitted_at not between recorded_at - interval '30 seconds' and recorded_at + interval '30 seconds'`;
  return {
    attempts: Number(row?.attempts),
    lostAttempts: Number(row?.lost),
    droppedResponses: network.lost(),
    skewedEntries: Number(skewed?.entries),
  };
}
