import type { StopEntry } from "./worker.ts";

/** How far the stopping of processes is, in words, for the Runboard's log and the CLI's. */
export function stopPhaseText(kind: StopEntry["kind"], processes: number, afterMs: number): string {
  const whom = processes === 1 ? "1 process" : `${processes} processes`;
  const after = `after ${(afterMs / 1_000).toFixed(1)} s`;
  switch (kind) {
    case "term_sent":
      return `SIGTERM sent to ${whom}`;
    case "kill_sent":
      return `SIGKILL sent to ${whom} ${after}`;
    case "processes_gone":
      return `All processes gone ${after}`;
  }
}
