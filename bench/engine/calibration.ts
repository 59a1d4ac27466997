import type { Sql } from "postgres";

/**
 * Durable changes of one row a second, from Node, one after the other, on the machine for which floors and limits were set: the middle of
 * its 5,700 to 6,800. Hosts differ by three times, from day to day and within an hour; by this a floor can be told on any of them.
 */
const REFERENCE_CHANGES = 6_200;
const CHANGES = 1_000;

/** What the machine gives just now to the simplest thing that is as durable as ours: so many changes of one row a second. */
export async function calibrate(root: Sql): Promise<number> {
  await root`create table if not exists public.bench_calibration (n integer not null)`;
  await root`truncate public.bench_calibration`;
  await root`insert into public.bench_calibration values (0)`;
  const startedAt = performance.now();
  for (let n = 0; n < CHANGES; n += 1) await root`update public.bench_calibration set n = n + 1`;
  return Math.round((CHANGES / (performance.now() - startedAt)) * 1_000);
}

/** How fast the machine is beside the one for which floors and limits were set. */
export function speedOf(changesASecond: number): number {
  return changesASecond / REFERENCE_CHANGES;
}
