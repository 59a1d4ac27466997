import type { Approval } from "../approval.ts";
import type { RunStatus } from "../run-status.ts";
import type { Json } from "../text.ts";

export type Values = Record<string, Json>;

/** What a line asks for. */
export type Intent =
  | {
      verb: "run";
      template: string;
      lane: string | null;
      title: string | null;
      priority: number;
      parameters: Values;
      /** The target, which the line names once more where the template asks for that. */
      confirmed: string | null;
    }
  | { verb: "cancel"; run_id: number; reason: string | null }
  | {
      verb: "retry";
      run_id: number;
      from: "start" | "failed_step";
      /** As above. What it has to be is known once the run is. */
      confirmed: string | null;
    }
  | { verb: "approve"; run_id: number; comment: string | null; input: Values }
  | { verb: "reject"; run_id: number; comment: string }
  | { verb: "pause"; lane: string; note: string }
  | { verb: "resume"; lane: string }
  | { verb: "why"; run_id: number }
  | { verb: "say"; text: string }
  | { verb: "status" | "failed" | "help" };

export type IntentOf<Name extends Intent["verb"]> = Extract<Intent, { verb: Name }>;

/** A line as it was understood; or what is wrong with it, and whole lines that it may have meant. Those are proposed, never done. */
export type Reading = { ok: true; intent: Intent } | Unclear;
export interface Unclear {
  ok: false;
  problem: string;
  proposals: string[];
}

export interface KnownTemplate {
  slug: string;
  name: string;
  parameter_schema: Values;
  default_lane: string | null;
  confirm: boolean;
}

export interface KnownRun {
  id: number;
  title: string;
  status: RunStatus;
  cancel_requested_at: string | null;
}

export type KnownApproval = Pick<Approval, "id" | "run_id" | "title" | "digest" | "input_schema" | "input">;

/** What is there to be named: of one session, and as its reader sees it. */
export interface Known {
  lanes: readonly { id: number; name: string; paused_at: string | null }[];
  templates: readonly KnownTemplate[];
  /** Those that are worth proposing first. */
  runs: readonly KnownRun[];
  /** Those that wait for the reader. */
  approvals: readonly KnownApproval[];
}

export const nothingKnown: Known = { lanes: [], templates: [], runs: [], approvals: [] };

export const understood = (intent: Intent): Reading => ({ ok: true, intent });
export const unclear = (problem: string, proposals: readonly string[] = []): Unclear => ({
  ok: false,
  problem,
  proposals: [...new Set(proposals)].slice(0, 4),
});
