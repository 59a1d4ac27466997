import { readFile } from "node:fs/promises";
import type { BenchServer } from "./server.ts";

/** µs of processor time that our connections' backends take for one of `jobs`. The clock would count who else used the machine, too. Linux only. */
export async function costOf(server: BenchServer, jobs: number, work: () => Promise<unknown>): Promise<number> {
  const before = await backendTimes(server);
  await work();
  const after = await backendTimes(server);
  const used = [...after].reduce((sum, [pid, us]) => sum + us - (before.get(pid) ?? 0), 0);
  return Math.round((used / jobs) * 10) / 10;
}

/** µs of processor time of each backend of role ops_executor so far. */
async function backendTimes({ root }: BenchServer): Promise<Map<number, number>> {
  const backends = await root<{ pid: number }[]>`select pid from pg_stat_activity where usename = 'ops_executor'`;
  const times = backends.map(async ({ pid }) => {
    // In ns, first of three; proc_pid_stat's ticks are too coarse.
    const [running = ""] = (await readFile(`/proc/${pid}/schedstat`, "utf8")).split(" ");
    return [pid, Number(running) / 1_000] as const;
  });
  return new Map(await Promise.all(times));
}
