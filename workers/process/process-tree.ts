import { setTimeout as delay } from "node:timers/promises";
import { carriesMarker, type ProcessEntry, readProcessTable } from "./process-table.ts";

/** By what the processes of one attempt are known. */
export interface ProcessScope {
  /** Value of OPS_ATTEMPT_MARKER in their environment; unguessable. */
  marker: string;
  /** Process groups that the worker started for it; each leads a session of its own. */
  groups: ReadonlySet<number>;
  /** `ticksNow()` before the first of them was started: what is older carries no marker, and its environment need not be read. */
  since: number | undefined;
}

/**
 * Every living process of an attempt: members of its groups and sessions, carriers of its marker, and all their descendants and
 * sessions in turn. So neither `setsid`, nor a double fork, nor a cleared environment alone gets a process out of it.
 */
export function findProcesses({ marker, groups, since = 0 }: ProcessScope): ProcessEntry[] {
  const table = readProcessTable();
  const ownSession = table.find(({ pid }) => pid === process.pid)?.session;
  const others = table.filter(({ pid, session }) => pid !== process.pid && session !== ownSession);
  const found = new Map<number, ProcessEntry>();
  const sessions = new Set<number>();
  const add = (entry: ProcessEntry) => {
    found.set(entry.pid, entry);
    sessions.add(entry.session);
  };
  for (const entry of others) {
    const { pid, group, session, startedAt = since } = entry;
    if (groups.has(group) || groups.has(session) || (startedAt >= since && carriesMarker(pid, marker))) add(entry);
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const entry of others) {
      if (!found.has(entry.pid) && (found.has(entry.parent) || sessions.has(entry.session))) add(entry);
    }
  }
  return [...found.values()];
}

/** Sends a signal to each process and, at one stroke, to each whole group among them. */
export function signalProcesses(entries: readonly ProcessEntry[], signal: NodeJS.Signals): void {
  for (const group of new Set(entries.map((entry) => entry.group))) if (group > 1) send(-group, signal);
  // SIGKILL a second time does no harm, but a handler should not see SIGTERM twice.
  if (signal === "SIGKILL") for (const { pid } of entries) send(pid, signal);
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // Gone already, or of another user: the next look at the table tells.
  }
}

/**
 * SIGKILL until two looks in a row find nothing, since a fork may fall between look and kill. A tree that goes from fork to fork may pass
 * every look: whom the list of processes still names has ended when it is read, and who came after it stands not in it. So each group is
 * struck as a whole, seen or not, which no fork escapes. Resolves with what is still there after `giveUpMs` (processes in the kernel's
 * hands or of another user); never gives up without it.
 */
export async function killProcesses(scope: ProcessScope, giveUpMs = Number.POSITIVE_INFINITY): Promise<ProcessEntry[]> {
  const started = performance.now();
  const groups = new Set(scope.groups);
  let pauseMs = 5;
  for (let clean = 0; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
    const found = findProcesses(scope);
    clean = found.length === 0 ? clean + 1 : 0;
    if (clean === 2) return [];
    for (const { group } of found) groups.add(group);
    for (const group of groups) if (group > 1) send(-group, "SIGKILL");
    signalProcesses(found, "SIGKILL");
    if (performance.now() - started > giveUpMs) return found;
    await delay(pauseMs);
  }
}

export interface StopPhases {
  /** SIGTERM went out to so many processes. */
  terminated?: (processes: number) => void;
  /** So many had to be killed, so many milliseconds after SIGTERM. */
  killed?: (processes: number, afterMs: number) => void;
}

/**
 * SIGTERM to all, SIGKILL to what is left after `graceMs` or as soon as `hurry` is aborted. Resolves with the processes that
 * could not be killed, normally none.
 */
export async function stopProcesses(
  scope: ProcessScope,
  graceMs: number,
  phases: StopPhases = {},
  hurry?: AbortSignal,
): Promise<ProcessEntry[]> {
  const started = performance.now();
  const first = findProcesses(scope);
  if (first.length > 0 && graceMs > 0 && !hurry?.aborted) {
    signalProcesses(first, "SIGTERM");
    phases.terminated?.(first.length);
    for (let left = graceMs; left > 0 && !hurry?.aborted; left = graceMs - (performance.now() - started)) {
      await delay(Math.min(25, left));
      if (findProcesses(scope).length === 0) break;
    }
  }
  const left = findProcesses(scope);
  if (left.length > 0) phases.killed?.(left.length, performance.now() - started);
  return await killProcesses(scope, 30_000);
}
