/**
 * How long a claim of one run takes, whatever lies in the queue: `npm run bench:claim [-- --scale 0.1] [-- --cases churn,full] [-- --churn 1000000]`
 * (1, all, 100000).
 * Claims go past HTTP as role ops_executor on one connection; between two of them the run is handed back, which is not counted.
 */
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ClaimRunsOutput } from "../supabase/functions/_shared/contracts/worker.ts";
import { type Case, casesOf } from "./claim/cases.ts";
import { sizes, startAfresh } from "./claim/queue-state.ts";
import { calibrate, speedOf } from "./engine/calibration.ts";
import { type OurCalls, openCalls } from "./engine/our-calls.ts";
import { type OurStage, setStage } from "./engine/our-stage.ts";
import { type BenchServer, startServer } from "./engine/server.ts";
import { percentile, writeResult } from "./support/samples.ts";

const TARGET_P99_MS = 5;
const WARM_UP = 30;
const options = {
  scale: { type: "string", default: "1" },
  cases: { type: "string" },
  churn: { type: "string", default: "100000" },
  samples: { type: "string", default: "500" },
} as const;
const { values } = parseArgs({ options });
const scale = z.coerce.number().positive().max(1).parse(values.scale);
const samples = z.coerce.number().int().positive().parse(values.samples);
const wanted = values.cases?.split(",");
const churned = z.coerce.number().int().positive().parse(values.churn);
const cases = casesOf(scale, churned).filter(({ name }) => wanted?.some((part) => name.includes(part)) ?? true);

const server = await startServer();
try {
  const stage = await setStage(server.root, { sessions: 1 });
  const calls = openCalls(server, stage, 1);
  const results = [];
  for (const each of cases) {
    const result = await measure(each, { server, stage, calls });
    results.push(result);
    const { name, p50_ms, p99_ms, limit_here_ms, runs_mb, claim_index_mb, prepared_in_s } = result;
    console.log(
      `${name}: p50 ${p50_ms} ms, p99 ${p99_ms} ms (${against(p99_ms, TARGET_P99_MS)}, at this machine's speed ${against(p99_ms, limit_here_ms)}); runs ${runs_mb} MB, their claim index ${claim_index_mb} MB; prepared in ${prepared_in_s} s`,
    );
  }
  await calls.close();
  const file = values.churn !== options.churn.default ? "claim-churn" : wanted === undefined ? "claim" : undefined;
  if (file !== undefined) await writeResult(file, { scale, target_p99_ms: TARGET_P99_MS, results });
} finally {
  await server.close();
}

async function measure(
  { name, prepare }: Case,
  { server, stage, calls }: { server: BenchServer; stage: OurStage; calls: OurCalls },
) {
  const startedAt = performance.now();
  await startAfresh(server, stage);
  const after = await prepare(server.root);
  await server.root.unsafe("analyze public.runs, public.lanes, private.leases");
  await server.checkpoint();
  const prepared_in_s = Math.round((performance.now() - startedAt) / 1_000);
  const changes_a_second = await calibrate(server.root);
  const worker = stage.newWorker(1);
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + samples; n += 1) {
    const from = performance.now();
    const answer = await calls.worker("claim_runs", { claim_id: randomUUID(), worker, limit: 1 });
    const took = performance.now() - from;
    const [run] = ClaimRunsOutput.parse(answer).runs;
    if (run === undefined) throw new Error(`${name}: nothing was claimed`);
    if (n >= WARM_UP) times.push(Math.round(took * 1_000) / 1_000);
    await calls.worker("finish_run", { lease: run.lease, last_batch_no: 0, outcome: "released" });
  }
  const told = await sizes(server.root);
  await after?.();
  const p99_ms = percentile(times, 0.99);
  return {
    name,
    p50_ms: percentile(times, 0.5),
    p99_ms,
    changes_a_second,
    limit_here_ms: Math.round((TARGET_P99_MS / speedOf(changes_a_second)) * 10) / 10,
    ...told,
    prepared_in_s,
    samples_ms: times,
  };
}

function against(p99Ms: number, limitMs: number): string {
  return `${limitMs} ${p99Ms <= limitMs ? "met" : "MISSED"}`;
}
