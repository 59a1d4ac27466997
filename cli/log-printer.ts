import { z } from "zod";
import type { LogEntry } from "../supabase/functions/_shared/contracts/run-log.ts";
import { stopPhaseText } from "../supabase/functions/_shared/contracts/stop-phase-text.ts";
import type { Output } from "./output.ts";

const Body = z
  .object({
    title: z.string(),
    steps: z.array(z.string()),
    requested_by: z.string(),
    worker: z.string(),
    by: z.string(),
    reason: z.string(),
    status: z.string(),
    exit_code: z.number(),
    signal: z.string(),
    failure_code: z.string(),
    error: z.string(),
    outcome: z.string(),
    name: z.string(),
    size: z.number(),
    limit: z.number(),
    start_step: z.number(),
    due_at: z.string(),
    processes: z.number(),
    after_ms: z.number(),
    kill_after_ms: z.number(),
  })
  .partial();
type Body = z.infer<typeof Body>;

/** Prints log entries for people: headings for steps, marks that tell standard output (|), standard error (!) and the system (*) apart. */
export function createLogPrinter(output: Output): (entry: LogEntry) => void {
  /** Step names as the run's first entry tells them. */
  let names: string[] = [];
  const nameOf = (step: number | null) => names[step ?? -1] ?? `step ${(step ?? 0) + 1}`;

  return (entry) => {
    const { kind, step, stream, body } = entry;
    if (kind === "line") return output.line(printLine(output, stream, body));
    const fields = parseBody(body);
    if (kind === "run_created") names = fields.steps ?? [];
    if (kind === "step_started") {
      const count = names.length > 0 ? `/${names.length}` : "";
      return output.line(output.style("bold", `── ${(step ?? 0) + 1}${count} ${output.foreign(nameOf(step))}`));
    }
    const text = output.foreign(describe(kind, nameOf(step), fields));
    output.line(output.style(isBad(kind, fields) ? "red" : "dim", `   * ${text}`));
  };
}

function printLine(output: Output, stream: LogEntry["stream"], body: string): string {
  const text = output.foreign(body);
  if (stream === "stderr") return `${output.style("red", "   !")} ${text}`;
  return stream === "system" ? output.style("dim", `   * ${text}`) : `   | ${text}`;
}

function parseBody(body: string): Body {
  try {
    return Body.catch({}).parse(JSON.parse(body));
  } catch {
    return {};
  }
}

const isBad = (kind: string, { status }: Body) =>
  kind === "run_failed" || status === "failed" || kind === "log_truncated";

/** A transition in words; one that this version does not know is shown by its name. */
function describe(kind: string, step: string, fields: Body): string {
  const why = [fields.failure_code, fields.error].filter(Boolean).join(": ");
  const because = why === "" ? "" : ` (${why})`;
  switch (kind) {
    case "run_created":
      return `"${fields.title ?? "run"}" requested by ${fields.requested_by ?? "somebody"}`;
    case "run_claimed":
      return `claimed by ${fields.worker ?? "a worker"}`;
    case "run_requeued":
      return `${fields.outcome ?? "ended"}${because}; queued again${fields.due_at === undefined ? "" : ` for ${fields.due_at}`}`;
    case "cancel_requested":
      return `cancel requested by ${fields.by ?? "somebody"}${fields.reason === undefined ? "" : `: ${fields.reason}`}`;
    case "cancel_acknowledged":
      return "the worker knows of the cancel";
    case "term_sent":
    case "kill_sent":
    case "processes_gone":
      return stopPhaseText(kind, fields);
    case "run_retried":
      return `retried by ${fields.by ?? "somebody"} from step ${(fields.start_step ?? 0) + 1}`;
    case "step_finished": {
      const how = fields.signal ?? (fields.exit_code === undefined ? undefined : `exit ${fields.exit_code}`);
      return `${step} ${fields.status ?? "ended"}${how === undefined ? "" : `, ${how}`}${because}`;
    }
    case "artifact_attached":
      return `attached ${fields.name ?? "an artifact"} (${fields.size ?? "?"} bytes)`;
    case "log_truncated":
      return `the log ends here: a run may write ${fields.limit ?? "no more"} lines`;
    default:
      return `${kind.replaceAll("_", " ")}${because}`;
  }
}
