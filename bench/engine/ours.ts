import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  type ClaimedRun,
  ClaimRunsOutput,
  FinishManyRunsOutput,
  FinishRunOutput,
} from "../../supabase/functions/_shared/contracts/worker.ts";
import { type Contender, inParallel, randomGapMs } from "./contender.ts";
import { type OurCalls, openCalls } from "./our-calls.ts";
import { type OurStage, setStage } from "./our-stage.ts";
import type { BenchServer } from "./server.ts";

/** Ours, whole: audited create; then a claim that starts, and a finish with the step's log that takes the next work. */
export async function openOurs(server: BenchServer): Promise<Contender> {
  const stage = await setStage(server.root);
  const calls = openCalls(server, stage);
  return {
    name: "ops-control-room",
    clear: stage.clear,
    enqueue: (count, connections) => inParallel(count, connections, calls.createRun),
    enqueueBulk: (count, perCall) => inParallel(count / perCall, 1, () => calls.createRuns(perCall)),
    settle: async () => void (await server.root`vacuum analyze`),
    async drain(count, { connections, batch }) {
      const startedAt = performance.now();
      const left = { runs: count };
      await Promise.all(Array.from({ length: connections }, () => work(calls, stage, batch, left)));
      return performance.now() - startedAt;
    },
    async startLatencies(count) {
      const worker = stage.newWorker(1);
      const samples: number[] = [];
      for (let n = 0; n < count; n += 1) {
        await delay(randomGapMs());
        const addedAt = performance.now();
        await calls.createRun();
        const claim = { claim_id: randomUUID(), worker, limit: 1, start: true };
        const { runs } = ClaimRunsOutput.parse(await calls.claimRuns(claim));
        samples.push(performance.now() - addedAt);
        await doRuns(calls, runs, { ...claim, claim_id: randomUUID() });
      }
      return samples;
    },
    close: calls.close,
  };
}

/** One worker: claims, which starts what it is given, and ends that with its log and the next claim. */
async function work(calls: OurCalls, stage: OurStage, batch: number, left: { runs: number }): Promise<void> {
  const worker = stage.newWorker(batch);
  const newClaim = () => ({ claim_id: randomUUID(), worker, limit: batch, start: true });
  let next: ClaimRunsOutput | undefined;
  while (left.runs > 0) {
    const { runs }: ClaimRunsOutput = next ?? ClaimRunsOutput.parse(await calls.claimRuns(newClaim()));
    next = undefined;
    // What is left is with others: asking on without a pause would take their time.
    if (runs.length === 0) await delay(1);
    else next = await doRuns(calls, runs, newClaim());
    left.runs -= runs.length;
    if (next?.runs.length === 0) next = undefined;
  }
}

/** Does runs as a worker does them: one by its own calls, several together. */
async function doRuns(calls: OurCalls, runs: ClaimedRun[], claim: object): Promise<ClaimRunsOutput | undefined> {
  const ends = runs.map(({ lease }) => ({ lease, last_batch_no: 1, entries: entries(), outcome: "succeeded" }));
  const [only, ...more] = ends;
  if (only !== undefined && more.length === 0) {
    return FinishRunOutput.parse(await calls.finishRun({ ...only, claim })).claimed ?? undefined;
  }
  const answer = FinishManyRunsOutput.parse(await calls.finishManyRuns({ ends, claims: [claim] }));
  const refused = answer.ends.find((end) => !("status" in end && end.status === "succeeded"));
  if (refused) throw new Error(`a run did not succeed: ${JSON.stringify(refused)}`);
  return answer.claimed[0] ?? undefined;
}

/** What the one step of a run leaves in its log. */
function entries(): object[] {
  const entry = { step: 0, emitted_at: new Date().toISOString() };
  return [
    { kind: "step_started", ...entry },
    {
      kind: "step_finished",
      ...entry,
      status: "succeeded",
      exit_code: 0,
      signal: null,
      failure_code: null,
      error: null,
      outputs: {},
    },
  ];
}
