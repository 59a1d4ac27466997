import { readdirSync, readFileSync } from "node:fs";

/** One line of the kernel's process table. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
}

/**
 * Every process of this machine, zombies left out: they hold nothing and run nothing. Empty where there is no /proc.
 * Read synchronously, since a table that is read in pieces misses more of what forks meanwhile.
 */
export function readProcessTable(): ProcessEntry[] {
  return pids().flatMap((pid) => {
    const entry = readStat(pid);
    return entry === undefined ? [] : [entry];
  });
}

function pids(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readStat(pid: number): ProcessEntry | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`)?.toString("latin1");
  if (stat === undefined) return undefined;
  // The name stands in brackets and may itself hold spaces and brackets; what follows the last one is regular.
  const [state = "", parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if ("ZXx".includes(state)) return undefined;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session) };
}

/** Name of the variable that every process of an attempt inherits. */
export const markerVariable = "OPS_ATTEMPT_MARKER";

/** Whether a process was started with this attempt's marker in its environment. */
export function carriesMarker(pid: number, marker: string): boolean {
  const environment = readOrUndefined(`/proc/${pid}/environ`);
  return environment?.includes(`${markerVariable}=${marker}\0`) ?? false;
}

/** A process may end at any moment, and another user's is not ours to read. */
function readOrUndefined(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
