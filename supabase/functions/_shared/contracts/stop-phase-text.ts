import type { StopEntry } from "./worker.ts";

/** What an entry of a stop says, as far as its log has it; in milliseconds. */
type StopFields = { processes?: unknown; after_ms?: unknown; kill_after_ms?: unknown };

/** How far the stopping of processes is, in words, for the Runboard's log and the CLI's. */
export function stopPhaseText(kind: StopEntry["kind"], { processes, after_ms, kill_after_ms }: StopFields): string {
  const whom = processes === 1 ? "1 process" : `${Number(processes ?? 0)} processes`;
  switch (kind) {
    case "term_sent":
      return `SIGTERM sent to ${whom}${kill_after_ms === undefined ? "" : `; SIGKILL follows after ${seconds(kill_after_ms)}`}`;
    case "kill_sent":
      return `SIGKILL sent to ${whom} after ${seconds(after_ms)}`;
    case "processes_gone":
      return `All processes gone after ${seconds(after_ms)}`;
  }
}

const seconds = (milliseconds: unknown) => `${(Number(milliseconds ?? 0) / 1_000).toFixed(1)} s`;
