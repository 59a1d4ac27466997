/**
 * What the engine costs: `npm run bench:engine [smoke|full]` (full). Our whole semantics beside graphile-worker and pg-boss doing bare
 * claim and complete, on one Postgres with the product's durability, in alternating rounds. README.md beside this folder says how it counts.
 */
import { z } from "zod";
import { writeResult } from "../support/samples.ts";
import { appendRates } from "./append.ts";
import { openBoss } from "./boss.ts";
import { openGraphile } from "./graphile.ts";
import { openOurs } from "./ours.ts";
import { compare, medianOf, printComparison } from "./rounds.ts";
import { rowsOf, SCALES } from "./rows.ts";
import { startServer } from "./server.ts";

const scale = z.enum(["smoke", "full"]).default("full").parse(process.argv[2]);
const settings = SCALES[scale];
const server = await startServer();
try {
  const ours = await openOurs(server);
  const peers = [
    await openGraphile(await server.emptyDatabase("graphile")),
    await openBoss(await server.emptyDatabase("boss")),
  ];
  const contenders = [ours, ...peers];
  const rows = await compare(server, contenders, rowsOf(settings), settings.rounds);
  printComparison(rows);
  const latencies: Record<string, number[]> = {};
  for (const peer of peers) {
    await peer.clear();
    latencies[peer.name] = await peer.startLatencies(settings.latency);
    console.log(
      `${peer.name}: idle, from enqueue to handler p50 ${medianOf(latencies[peer.name] ?? []).toFixed(1)} ms`,
    );
  }
  const appends = await appendRates(server, settings.rounds);
  if (scale === "full") await writeResult("engine", { scale: settings, rows, latencies, appends });
  await Promise.all(contenders.map((contender) => contender.close()));
} finally {
  await server.close();
}
