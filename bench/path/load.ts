import { createHash, randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startWorker, type WorkerProcess } from "../../e2e/worker/support/worker-process.ts";
import type { BenchStack } from "../support/stack.ts";
import { cpuTimes } from "./cpu.ts";

/** More workers than `npm start` brings, with a key of their own. */
export async function addWorkers({ sql, opsUrl }: BenchStack, count: number, slots: number): Promise<WorkerProcess[]> {
  const apiKey = `ocr_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(apiKey).digest("hex");
  await sql`select private.provision_api_key('bench', ${apiKey.slice(0, 8)}, ${["runs.work"]}, ${hash})`;
  const start = (n: number) => startWorker({ url: opsUrl, apiKey, name: `bench-${n}`, slots });
  return await Promise.all(Array.from({ length: count }, (_, n) => start(n)));
}

/** From now on the database counts what its functions take for ops-executor. */
export async function countFunctions({ sql }: BenchStack): Promise<void> {
  await sql`alter role ops_executor set track_functions = 'all'`;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ops_executor'`;
}

const Call = z.object({ command: z.string(), ms: z.number() });

export interface Load {
  life_cycles_per_second: number;
  calls_per_run: number;
  /** Milliseconds of a run's whole life, in ops-executor (waiting for the database included) and in SQL. */
  function_ms_per_run: number;
  sql_ms_per_run: number;
  /** Milliseconds of processor time of a run's whole life, by part; the gateway is HTTP, Realtime, Auth and Storage. */
  cpu_ms_per_run: Record<string, number>;
  by_command: Record<string, { calls: number; ms: number }>;
}

/** So many runs of one `true`, queued in a paused lane, from its resumption until the last has ended. */
export async function drain(
  stack: BenchStack,
  sessionId: number,
  lane: { id: number; name: string },
  { runs, added }: { runs: number; added: readonly WorkerProcess[] },
): Promise<Load> {
  const { ops, sql } = stack;
  const parts = await processesOf(stack, added);
  await ops.pauseLane({ lane_id: lane.id, note: "The bench fills it" });
  const steps = [{ kind: "shell" as const, name: "Nothing", run: "true" }];
  const create = () => ops.createRun({ session_id: sessionId, lane: lane.name, steps });
  for (let made = 0; made < runs; made += 10)
    await Promise.all(Array.from({ length: Math.min(10, runs - made) }, create));
  await sql`select pg_stat_reset()`;
  const logged = (await stack.executorLog()).length;

  const before = await cpuTimes(parts);
  const startedAt = performance.now();
  await ops.resumeLane({ lane_id: lane.id });
  const open = async () => {
    const [row] =
      await sql`select count(*)::int as n from public.runs where lane_id = ${lane.id} and finished_at is null`;
    return Number(row?.n);
  };
  while ((await open()) > 0) await delay(50);
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await cpuTimes(parts);

  await delay(1_500); // the database reports its counts once a second
  const [spent] = await sql`select coalesce(sum(self_time), 0)::float8 as ms from pg_stat_user_functions`;
  const calls = (await stack.executorLog())
    .slice(logged)
    .split("\n")
    .flatMap((line) => {
      const call = line.includes('"command"') ? Call.safeParse(JSON.parse(line)) : undefined;
      return call?.success ? [call.data] : [];
    });
  const by_command: Load["by_command"] = {};
  for (const { command, ms } of calls) {
    const sum = by_command[command] ?? { calls: 0, ms: 0 };
    by_command[command] = { calls: sum.calls + 1, ms: Math.round((sum.ms + ms) * 10) / 10 };
  }
  const perRun = (total: number) => Math.round((total / runs) * 100) / 100;
  return {
    life_cycles_per_second: Math.round((runs / seconds) * 10) / 10,
    calls_per_run: perRun(calls.length),
    function_ms_per_run: perRun(calls.reduce((sum, { ms }) => sum + ms, 0)),
    sql_ms_per_run: perRun(Number(spent?.ms)),
    cpu_ms_per_run: Object.fromEntries(
      Object.entries(after).map(([part, ms]) => [part, perRun(ms - (before[part] ?? 0))]),
    ),
    by_command,
  };
}

async function processesOf(stack: BenchStack, added: readonly WorkerProcess[]): Promise<Record<string, number[]>> {
  const parts: Record<string, number[]> = { workers: added.map(({ pid }) => pid) };
  for (const [name, pid] of Object.entries(await stack.pids())) {
    const part = name.startsWith("worker-") ? "workers" : name;
    parts[part] = [...(parts[part] ?? []), pid];
  }
  return parts;
}
