import { readFileSync, writeFileSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/** On top of the worker's own: a ninth of its weight, where both want the processor (sched(7)). */
const NICER = 10;
/** Out of 1000: what a process ranks above the worker when memory runs out. */
const OOM_RANK = 500;
/** Without privileges the kernel takes one such change in 100 ms, of all users together. */
const RETRY = { tries: 50, leastMs: 100, spreadMs: 200 };

/**
 * Makes a process that leads a session, and all that come of it, give way to the worker, its guardian and the control plane where they
 * share a machine: heartbeats go out while scripts want more processor than there is, and when memory runs out the kernel ends a script
 * rather than the worker of all. Each is a wish: where the system has no such thing, nothing happens.
 */
export function giveWay(leader: number): void {
  const nice = Math.min(getPriority() + NICER, constants.priority.PRIORITY_LOW);
  wish(() => setPriority(leader, nice));
  wish(() => {
    const own = Number(readFileSync("/proc/self/oom_score_adj", "utf8"));
    writeFileSync(`/proc/${leader}/oom_score_adj`, String(Math.min(own + OOM_RANK, 1_000)));
  });
  void shareLess(leader, nice);
}

/** Linux may share the processor between sessions first (sched(7), autogroup), whatever the priorities of their processes are. */
async function shareLess(leader: number, nice: number): Promise<void> {
  for (let tries = 0; tries < RETRY.tries; tries += 1) {
    try {
      writeFileSync(`/proc/${leader}/autogroup`, String(nice), { flag: "r+" });
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return;
    }
    await delay(RETRY.leastMs + Math.random() * RETRY.spreadMs, undefined, { ref: false });
  }
}

function wish(change: () => void): void {
  try {
    change();
  } catch {
    // Not on this system, or the process is gone already.
  }
}
