import type { Known } from "./intent.ts";
import { runsFor } from "./read-subject.ts";
import { quoted } from "./tokens.ts";

export interface QuickAction {
  label: string;
  /** The line that it puts into the input. */
  line: string;
}

const shown = 4;

/** What is worth doing now: decide what waits for the reader, retry what failed last, ask why the next one waits, resume what is paused. */
export function quickActions(known: Known): QuickAction[] {
  const [asked] = known.approvals;
  const failed = known.runs.find((run) => run.status === "failed");
  const [waiting] = runsFor("why", known);
  const paused = known.lanes.find((lane) => lane.paused_at !== null);
  const actions: (QuickAction | false | undefined)[] = [
    asked && { label: `Approve ${asked.run_id}`, line: `/approve ${asked.run_id}` },
    failed && { label: `Retry ${failed.id}`, line: `/retry ${failed.id}` },
    paused && { label: `Resume ${paused.name}`, line: `/resume ${quoted(paused.name)}` },
    waiting && { label: `Why does ${waiting.id} wait?`, line: `/why ${waiting.id}` },
    { label: "Status", line: "/status" },
  ];
  return actions.filter((action) => typeof action === "object").slice(0, shown);
}
