import { Refusal } from "../../../e2e/harness/control-room.ts";
import { HeartbeatRunsOutput } from "../../functions/_shared/contracts/worker.ts";
import type { Stage } from "../support/stage.ts";
import type { Action } from "./actions.ts";
import { subjectIn } from "./states.ts";

/** What an action does to a run in a state. */
export interface Observed {
  state: string;
  action: Action;
  /** The status before and after. */
  from: string;
  to: string;
  refusal: string | undefined;
  /** Whether anything of the run, its log or its approvals is other than before. */
  changed: boolean;
  directive: string | undefined;
}

export async function observe(stage: Stage, state: string, action: Action): Promise<Observed> {
  const subject = await subjectIn(stage, state);
  const lastBatchNo = (await action.prepare?.(stage, subject)) ?? 0;
  const before = await look(stage, subject.runId);
  let refusal: string | undefined;
  let answer: unknown;
  try {
    answer = await action.act(stage, subject, lastBatchNo);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = error.code;
  }
  const after = await look(stage, subject.runId);
  const changed = JSON.stringify(before) !== JSON.stringify(after);
  const directive =
    action.command === "runs.heartbeat" ? HeartbeatRunsOutput.parse(answer).runs[0]?.directive : undefined;
  return { state, action, from: before.status, to: after.status, refusal, changed, directive };
}

async function look({ room }: Stage, runId: number) {
  const [row] = await room.sql`
    select r.status, to_jsonb(r) as run, h.seq, (select jsonb_agg(to_jsonb(a) order by a.id) from public.approvals a where a.run_id = r.id) as approvals
    from public.runs r join private.log_heads h on h.run_id = r.id where r.id = ${runId}`;
  if (row === undefined) throw new Error(`run ${runId} is gone`);
  return { status: String(row.status), rest: row };
}

/** As the table tells it. */
export function cellOf({ from, to, refusal, changed, directive }: Observed): string {
  if (refusal !== undefined) return `\`${refusal}\``;
  if (directive !== undefined) return directive;
  if (from !== to) return `→ ${to}`;
  return changed ? "done" : "no-op";
}

/** One Markdown table: a row a state, a column an action. */
export function tableOf(observed: readonly Observed[]): string {
  const states = [...new Set(observed.map(({ state }) => state))];
  const titles = [...new Set(observed.map(({ action }) => action.title))];
  const rows = states.map((state) => [state, ...observed.filter((one) => one.state === state).map(cellOf)]);
  return [["", ...titles], ["---", ...titles.map(() => "---")], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
