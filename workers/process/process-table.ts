import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";

/** One line of the kernel's process table. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** When it was forked, in the kernel's ticks since boot; undefined where the system does not tell. */
  startedAt: number | undefined;
}

/** The kernel's tick for times in /proc (USER_HZ): 10 ms on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** This moment as `ProcessEntry.startedAt` counts, rounded down: nothing that is forked from now on is older. Undefined without /proc. */
export function ticksNow(): number | undefined {
  const uptime = readOrUndefined("/proc/uptime")?.toString("latin1");
  return uptime === undefined ? undefined : Math.floor(Number.parseFloat(uptime) * TICKS_PER_SECOND) - 1;
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
    return pid === 0 || /Z\S*$/.test(line) ? [] : { pid, parent, group, session: group, startedAt: undefined };
  });
}

/** One buffer for all: a worker reads some hundred of these for each step, and a line is never as long as this. */
const line = Buffer.alloc(1_024);

function readStat(pid: number): ProcessEntry | undefined {
  let length: number;
  try {
    const file = openSync(`/proc/${pid}/stat`, "r");
    try {
      length = readSync(file, line);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined; // it has ended
  }
  const stat = line.toString("latin1", 0, length);
  // The name stands in brackets and may itself hold spaces and brackets; what follows the last one is regular: proc_pid_stat(5) from `state`.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ", 20);
  const [state = "", parent, group, session] = fields;
  if ("ZXx".includes(state)) return undefined;
  return {
    ...{ pid, parent: Number(parent), group: Number(group), session: Number(session) },
    // Some sandboxes say 0, which says nothing.
    startedAt: Number(fields[19]) || undefined,
  };
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
