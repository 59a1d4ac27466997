import type { Contender } from "./contender.ts";
import type { Row } from "./rows.ts";
import type { BenchServer } from "./server.ts";

/** Jobs a second of every contender in every round. */
export interface Compared {
  name: string;
  floor: number | null;
  samples: Record<string, number[]>;
}

export function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** Measures every row by turns: each round another contender begins, so that nobody always runs in another's wake. */
export async function compare(
  server: BenchServer,
  contenders: readonly Contender[],
  rows: readonly Row[],
  rounds: number,
): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const row of rows) {
    const samples: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? contenders : contenders.toReversed();
      for (const contender of order) {
        await contender.clear();
        await row.prepare?.(contender);
        await server.checkpoint();
        const rate = await row.measure(contender);
        samples[contender.name] = [...(samples[contender.name] ?? []), Math.round(rate)];
      }
    }
    compared.push({ name: row.name, floor: row.floor ?? null, samples });
  }
  return compared;
}

/** Medians and, for every peer, the median of the ratios within a round: above 1 we are faster. */
export function printComparison(rows: readonly Compared[]): void {
  for (const { name, floor, samples } of rows) {
    const [ours, ...peers] = Object.entries(samples);
    if (ours === undefined) continue;
    const rate = medianOf(ours[1]);
    const verdict = floor === null ? "" : `, floor ${floor}: ${rate >= floor ? "met" : "MISSED"}`;
    const beside = peers.map(([peer, theirs]) => {
      const ratio = medianOf(ours[1].map((own, round) => own / (theirs[round] ?? Number.NaN)));
      return `${peer} ${Math.round(medianOf(theirs))} (we are at ${ratio.toFixed(2)} of it)`;
    });
    console.log(`${name}: ${Math.round(rate)}/s${verdict}; ${beside.join("; ")}`);
  }
}
