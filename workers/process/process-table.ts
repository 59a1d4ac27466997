import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** One line of the kernel's process table. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
}

const hasProc = existsSync("/proc/self/stat");

/**
 * Every process of this machine, zombies left out: they hold nothing and run nothing. Read synchronously, since a table that is read
 * in pieces misses more of what forks meanwhile.
 */
export function readProcessTable(): ProcessEntry[] {
  if (!hasProc) return readFromPs();
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).flatMap((pid) => readStat(pid) ?? []);
}

/** For systems without /proc. They tell neither sessions nor environments: groups and descendants have to do. */
export function readFromPs(): ProcessEntry[] {
  const table = execFileSync("ps", ["-axo", "pid=,ppid=,pgid=,stat="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const [pid = 0, parent = 0, group = 0] = line.trim().split(/\s+/, 3).map(Number);
    return pid === 0 || /Z\S*$/.test(line) ? [] : { pid, parent, group, session: group };
  });
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
