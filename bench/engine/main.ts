/**
 * What the engine costs: `npm run bench:engine [smoke|full]` (full). Our whole semantics beside graphile-worker and pg-boss doing bare
 * claim and complete, on one Postgres with the product's durability, in alternating rounds; then what each guarantee costs. Prints tables
 * for README.md beside this folder, which says how it counts, and `full` writes every sample to results/engine.json. About 4 minutes.
 */
import { z } from "zod";
import { machine, percentile, writeResult } from "../support/samples.ts";
import { appendRates, appendTable } from "./append.ts";
import { openBoss } from "./boss.ts";
import { breakdown, breakdownTable } from "./breakdown.ts";
import { openGraphile } from "./graphile.ts";
import { openOurs } from "./ours.ts";
import { compare, comparisonTable } from "./rounds.ts";
import { rowsOf, SCALES } from "./rows.ts";
import { startServer } from "./server.ts";

const scale = z.enum(["smoke", "full"]).default("full").parse(process.argv[2]);
const settings = SCALES[scale];
const startedAt = performance.now();
const server = await startServer();
try {
  const ours = await openOurs(server);
  const peers = [
    await openGraphile(await server.emptyDatabase("graphile")),
    await openBoss(await server.emptyDatabase("boss")),
  ];
  const contenders = [ours, ...peers];
  const rows = await compare(server, contenders, rowsOf(settings), settings.rounds);
  console.log(`\n${comparisonTable(rows)}`);

  const latencies: Record<string, number[]> = {};
  for (const contender of contenders) {
    await contender.clear();
    latencies[contender.name] = await contender.startLatencies(settings.latency);
  }
  console.log("\n| idle: from enqueue to start, ms | p50 | p95 |\n| --- | --- | --- |");
  for (const [name, samples] of Object.entries(latencies))
    console.log(`| ${name} | ${percentile(samples, 0.5).toFixed(1)} | ${percentile(samples, 0.95).toFixed(1)} |`);

  const appends = await appendRates(server, settings.appendRounds);
  console.log(`\n${appendTable(appends)}`);

  const costs = await breakdown(server, ours, settings);
  if (settings.breakdownRounds > 0) console.log(`\n${breakdownTable(costs)}`);

  if (scale === "full") await writeResult("engine", { scale: settings, rows, latencies, appends, costs });
  const { cpu, cores, load } = machine();
  console.log(
    `\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes, ${cores} cores of ${cpu}, load ${load.join(", ")}`,
  );
  await Promise.all(contenders.map((contender) => contender.close()));
} finally {
  await server.close();
}
