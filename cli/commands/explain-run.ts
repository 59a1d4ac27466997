import type { Command } from "commander";
import { causeText } from "../../supabase/functions/_shared/contracts/cause-text.ts";
import type { Explanation } from "../../supabase/functions/_shared/contracts/explain.ts";
import { isFinal, standsStill } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { runId } from "../choose.ts";
import { utc } from "../time.ts";
import { contextOf } from "./context.ts";

/** `ops runs explain`. */
export function addExplainRun(runs: Command): void {
  runs
    .command("explain")
    .argument("<run>", "the run's number", runId)
    .description("why a run that is queued, claimed or waiting does not go on: every cause there is now")
    .action(async (run: number, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result(await client.explainRun({ run_id: run }), showExplanation);
    });
}

function showExplanation({ run_id, status, causes }: Explanation): string {
  if (isFinal(status)) return `Run ${run_id} is over: ${status}`;
  if (causes.length === 0) {
    return standsStill(status)
      ? `Nothing keeps run ${run_id}; the next worker takes it, unless it gets runs of other lanes`
      : `Run ${run_id} is ${status}`;
  }
  const lines = causes.map((cause) => {
    const { text, until, then } = causeText(cause);
    return `- ${text}${until === null ? "" : `, until ${utc(until)} UTC, when ${then}`}`;
  });
  return [`Run ${run_id} is ${status}:`, ...lines].join("\n");
}
