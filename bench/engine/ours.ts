import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  type ClaimedRun,
  ClaimRunsOutput,
  FinishRunOutput,
} from "../../supabase/functions/_shared/contracts/worker.ts";
import { type Contender, inParallel } from "./contender.ts";
import { type OurCalls, openCalls } from "./our-calls.ts";
import { type OurStage, setStage } from "./our-stage.ts";
import type { BenchServer } from "./server.ts";

/** Ours, whole: audited create; then claim, start, the step's log, and a finish that takes the next work. */
export async function openOurs(server: BenchServer): Promise<Contender> {
  const stage = await setStage(server.root);
  const calls = openCalls(server, stage, 30);
  return {
    name: "ops-control-room",
    clear: stage.clear,
    enqueue: (count, connections) => inParallel(count, connections, calls.createRun),
    enqueueBulk: (count, perCall) => inParallel(count / perCall, 1, () => calls.createRuns(perCall)),
    async drain(count, { connections, batch }) {
      const startedAt = performance.now();
      const left = { runs: count };
      await Promise.all(Array.from({ length: connections }, () => work(calls, stage, batch, left)));
      return performance.now() - startedAt;
    },
    close: calls.close,
  };
}

/** One worker: claims, does every run one after the other, and claims with the last one's finish. */
async function work(calls: OurCalls, stage: OurStage, batch: number, left: { runs: number }): Promise<void> {
  const worker = stage.newWorker(batch);
  const newClaim = () => ({ claim_id: randomUUID(), worker, limit: batch });
  let next: ClaimRunsOutput | null = null;
  while (left.runs > 0) {
    const { runs }: ClaimRunsOutput = next ?? ClaimRunsOutput.parse(await calls.worker("claim_runs", newClaim()));
    next = null;
    // What is left is with others: asking on without a pause would take their time.
    if (runs.length === 0) await delay(1);
    for (const [place, run] of runs.entries()) {
      const isLast = place === runs.length - 1;
      next = await doRun(calls, run, isLast ? newClaim() : undefined);
      left.runs -= 1;
    }
    if (next?.runs.length === 0) next = null;
  }
}

async function doRun({ worker }: OurCalls, { lease }: ClaimedRun, claim: object | undefined) {
  const entry = { step: 0, emitted_at: new Date().toISOString() };
  const entries = [
    { kind: "step_started", ...entry },
    { kind: "step_finished", ...entry, status: "succeeded", exit_code: 0 },
  ];
  await worker("start_run", { lease });
  await worker("append_events", { lease, batch_no: 1, entries });
  const answer = await worker("finish_run", { lease, last_batch_no: 1, outcome: "succeeded", ...(claim && { claim }) });
  return FinishRunOutput.parse(answer).claimed;
}
