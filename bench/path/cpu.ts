import { readdir, readFile } from "node:fs/promises";

/** Linux counts in hundredths of a second. */
const MS_PER_TICK = 10;

/**
 * Milliseconds of processor time so far, by part: of the processes named and of all below them, those that have ended and been waited for
 * included. Linux only (proc_pid_stat(5)).
 */
export async function cpuTimes(parts: Record<string, readonly number[]>): Promise<Record<string, number>> {
  const partOf = new Map(Object.entries(parts).flatMap(([part, pids]) => pids.map((pid) => [pid, part] as const)));
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const processes = new Map(
    (await Promise.all(pids.map(statOf))).flatMap((stat) => (stat ? [[stat.pid, stat] as const] : [])),
  );
  const times = Object.fromEntries(Object.keys(parts).map((part) => [part, 0]));
  for (const { pid, ms } of processes.values()) {
    let above: number | undefined = pid;
    while (above !== undefined && !partOf.has(above)) above = processes.get(above)?.parent;
    const part = above === undefined ? undefined : partOf.get(above);
    if (part !== undefined) times[part] = (times[part] ?? 0) + ms;
  }
  return times;
}

async function statOf(pid: string): Promise<{ pid: number; parent: number; ms: number } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  // The command's name may hold spaces and brackets, so fields are counted from its closing bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1]), ms: ticks * MS_PER_TICK };
}
