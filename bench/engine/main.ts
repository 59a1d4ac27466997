/**
 * What the engine costs: `npm run bench:engine [smoke|full]` (full). Our whole semantics beside graphile-worker and pg-boss doing bare
 * claim and complete, on one Postgres with the product's durability, in alternating rounds; then what each guarantee costs. Prints tables;
 * `full` puts them into README.md beside this folder, which says how it counts, and every sample into results/engine.json. About 7 minutes.
 */
import { z } from "zod";
import { machine, percentile, writeResult, writeSection } from "../support/samples.ts";
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
  const report: string[] = [];
  const tell = (text: string) => {
    report.push(text);
    console.log(`\n${text}`);
  };
  tell(comparisonTable(rows));

  const latencies: Record<string, number[]> = {};
  for (const contender of contenders) {
    await contender.clear();
    latencies[contender.name] = await contender.startLatencies(settings.latency);
  }
  const line = ([name, samples]: [string, number[]]) =>
    `| ${name} | ${percentile(samples, 0.5).toFixed(1)} | ${percentile(samples, 0.95).toFixed(1)} |`;
  const idle = ["| idle: from enqueue to start, ms | p50 | p95 |", "| --- | --- | --- |"];
  tell([...idle, ...Object.entries(latencies).map(line)].join("\n"));

  const appends = await appendRates(server, settings.appendRounds);
  tell(appendTable(appends));

  const costs = await breakdown(server, ours, settings);
  if (settings.breakdownRounds > 0) tell(breakdownTable(costs));

  const { cpu, cores, load } = machine();
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  const day = new Date().toISOString().slice(0, 10);
  tell(
    `${day}, ${cores} cores of ${cpu}, load ${load.join(", ")} at the end; ${settings.rounds} rounds, ${minutes} minutes.`,
  );
  if (scale === "full") {
    await writeResult("engine", { scale: settings, rows, latencies, appends, costs });
    await writeSection("engine", report.join("\n\n"));
  }
  await Promise.all(contenders.map((contender) => contender.close()));
} finally {
  await server.close();
}
