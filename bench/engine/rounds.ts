import { calibrate, speedOf } from "./calibration.ts";
import type { Contender } from "./contender.ts";
import type { Floor, Row } from "./rows.ts";
import type { BenchServer } from "./server.ts";

/** What was measured in every round, by contender or variant: jobs a second, unless told otherwise. */
export interface Measured {
  name: string;
  samples: Record<string, number[]>;
}

export interface Compared extends Measured {
  floor: Floor | null;
  /** What the machine gave in each round, as `calibrate` says it. */
  changes: number[];
}

export function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/**
 * Measures every row by turns: each round another contender begins, so that nobody always runs in another's wake. A round before the first
 * is not counted: in it everybody's connections plan their statements.
 */
export async function compare(
  server: BenchServer,
  contenders: readonly Contender[],
  rows: readonly Row[],
  rounds: number,
): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const row of rows) {
    const samples: Record<string, number[]> = Object.fromEntries(contenders.map(({ name }) => [name, []]));
    const changes: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      if (round > 0) changes.push(await calibrate(server.root));
      const order = round % 2 === 0 ? contenders : contenders.toReversed();
      for (const contender of order) {
        await contender.clear();
        await server.checkpoint();
        const rate = await row.measure(contender);
        if (round > 0) samples[contender.name]?.push(Math.round(rate));
      }
    }
    compared.push({ name: row.name, floor: row.floor ?? null, changes, samples });
  }
  return compared;
}

/**
 * A table for bench/README.md: medians and, for every peer, the median of the ratios within a round; above 1 we are faster. A floor stands
 * there three times: as it was set, at the speed that the machine had, and as a share of the last peer, pg-boss.
 */
export function comparisonTable(rows: readonly Compared[]): string {
  const peers = Object.keys(rows[0]?.samples ?? {}).slice(1);
  const lines = rows.map(({ name, floor, changes, samples }) => {
    const [ours = [], ...theirs] = Object.values(samples);
    const rate = medianOf(ours);
    const ratios = theirs.map((rates) => medianOf(ours.map((own, round) => own / (rates[round] ?? Number.NaN))));
    const beside = theirs.flatMap((rates, peer) => [count(medianOf(rates)), ratios[peer]?.toFixed(2)]);
    const share = floor && floor.rate / floor.boss;
    const asked = floor ? floorCells(floor.rate, rate, changes) : ["", ""];
    const askedShare = share ? `${share.toFixed(2)} ${metBy((ratios.at(-1) ?? Number.NaN) >= share)}` : "";
    return `| ${[name, ...asked, count(rate), ...beside, askedShare].join(" | ")} |`;
  });
  const head = [
    "jobs a second",
    ...FLOOR_HEADS,
    "ours",
    ...peers.flatMap((peer) => [peer, "ours / it"]),
    "floor as a share",
  ];
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...lines].join("\n");
}

/** The heads of what `floorCells` returns. */
export const FLOOR_HEADS = ["floor", "floor at this speed"];

/** A floor as it was set, and at the speed that the machine had meanwhile; whether each is met. */
export function floorCells(floor: number, rate: number, changes: readonly number[]): string[] {
  return [floor, floor * speedOf(medianOf(changes))].map((asked) => `${count(asked)} ${metBy(rate >= asked)}`);
}

function metBy(isMet: boolean): string {
  return isMet ? "met" : "**missed**";
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
