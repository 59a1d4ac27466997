import { randomUUID } from "node:crypto";
import { ClaimRunsOutput } from "../../supabase/functions/_shared/contracts/worker.ts";
import { calibrate } from "./calibration.ts";
import { openCalls } from "./our-calls.ts";
import { setStage } from "./our-stage.ts";
import { count, FLOOR_HEADS, floorCells, medianOf } from "./rounds.ts";
import type { BenchServer } from "./server.ts";

/** Entries a second that `append_events` should write, by the size of its batches. */
const TARGETS = [
  { batch: 1, entries: 3_000, target: 3_000 },
  { batch: 50, entries: 10_000, target: 50_000 },
  { batch: 500, entries: 60_000, target: 100_000 },
] as const;
/** That print at once, as ten callers do the rest. */
const RUNS = 10;

export interface Appended {
  batch: number;
  target: number;
  /** What the machine gave in each round, as `calibrate` says it. */
  changes: number[];
  samples: number[];
}

/** Entries a second into the logs of ten runs at once, chain and hints included. */
export async function appendRates(server: BenchServer, rounds: number): Promise<Appended[]> {
  const stage = await setStage(server.root, { sessions: 1 });
  const calls = openCalls(server, stage);
  const results = [];
  for (const { batch, entries, target } of TARGETS) {
    const samples: number[] = [];
    const changes: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await stage.clear();
      await calls.createRuns(RUNS);
      const claim = { claim_id: randomUUID(), worker: stage.newWorker(RUNS), limit: RUNS };
      const { runs } = ClaimRunsOutput.parse(await calls.worker("claim_runs", claim));
      for (const { lease } of runs) await calls.worker("start_run", { lease });
      changes.push(await calibrate(server.root));
      await server.checkpoint();
      const startedAt = performance.now();
      await Promise.all(
        runs.map(async ({ lease }) => {
          for (let batch_no = 1; batch_no <= entries / batch / RUNS; batch_no += 1) {
            await calls.appendEvents({ lease, batch_no, entries: lines(batch) });
          }
        }),
      );
      samples.push(Math.round((entries / (performance.now() - startedAt)) * 1_000));
    }
    results.push({ batch, target, changes, samples });
  }
  await calls.close();
  return results;
}

function lines(count: number) {
  const line = { kind: "line", step: 0, stream: "stdout", emitted_at: new Date().toISOString() };
  return Array.from({ length: count }, (_, n) => ({
    ...line,
    body: `${n} ${"of a run that has much to say ".repeat(3)}`,
  }));
}

export function appendTable(appended: readonly Appended[]): string {
  const rows = appended.map(({ batch, target, changes, samples }) => {
    const rate = medianOf(samples);
    return `| ${[batch, ...floorCells(target, rate, changes), count(rate)].join(" | ")} |`;
  });
  const head = ["entries a batch", ...FLOOR_HEADS, "entries a second"];
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows].join("\n");
}
