import type { Intent, Known } from "./intent.ts";
import { writtenValue } from "./values.ts";

/** What Enter will do, in words, before it is done. */
export function describeIntent(intent: Intent, known: Known): string {
  switch (intent.verb) {
    case "run": {
      const template = known.templates.find(({ slug }) => slug === intent.template);
      const lane = intent.lane ?? template?.default_lane;
      const values = Object.entries(intent.parameters).map(([name, value]) => `${name} ${writtenValue(value)}`);
      const start = `Starts ${template?.name ?? intent.template}${lane ? ` in lane ${lane}` : ""}`;
      return values.length === 0 ? start : `${start}, ${values.join(", ")}`;
    }
    case "cancel":
      return because(`Cancels ${runText(intent.run_id, known)}`, intent.reason);
    case "retry":
      return `Retries ${runText(intent.run_id, known)}${intent.from === "failed_step" ? " from its failed step" : ""}`;
    case "approve":
      return because(`Approves ${askedText(intent.run_id, known)}`, intent.comment);
    case "reject":
      return because(`Rejects ${askedText(intent.run_id, known)}`, intent.comment);
    case "pause":
      return because(`Pauses lane ${intent.lane}`, intent.note);
    case "resume":
      return `Resumes lane ${intent.lane}`;
    case "why":
      return `Says why ${runText(intent.run_id, known)} waits`;
    case "say":
      return `Tells the others: ${intent.text}`;
    case "status":
      return "Says what is going on in this session";
    case "failed":
      return "Lists what failed last in this session";
    case "help":
      return "Lists the commands";
  }
}

const because = (text: string, why: string | null) => (why === null ? text : `${text}: ${why}`);

function runText(id: number, { runs }: Known): string {
  const title = runs.find((run) => run.id === id)?.title;
  return title === undefined ? `run ${id}` : `run ${id}, ${title}`;
}

function askedText(id: number, { approvals }: Known): string {
  const title = approvals.find(({ run_id }) => run_id === id)?.title;
  return title === undefined ? `run ${id}` : `“${title}” of run ${id}`;
}
