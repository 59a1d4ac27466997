import type { AuditOutcome } from "../../supabase/functions/_shared/contracts/audit.ts";
import type { Period } from "../runs/runs-filter.model.ts";
import type { JsonObject } from "../types.ts";

/** A row of the audit log as its screen shows it. */
export interface AuditRowView {
  id: number;
  at: string;
  /** `operator:<uuid>` or `api_key:<id>`. */
  actor: string;
  actor_name: string;
  command: string;
  request_id: string;
  /** `ok`, or the code of its refusal. */
  outcome: string;
  message: string | null;
  session_id: number | null;
  session_name: string | null;
  run_id: number | null;
}

export interface AuditEntryView extends AuditRowView {
  input: JsonObject;
}

/** What the list is narrowed to; null: not narrowed. */
export interface AuditListFilter {
  by: string | null;
  command: string | null;
  outcome: AuditOutcome | null;
  session: number | null;
  run: number | null;
  since: Period | null;
  from: Date | null;
  to: Date | null;
}

export const unfilteredAudit: AuditListFilter = {
  ...{ by: null, command: null, outcome: null, session: null, run: null, since: null, from: null, to: null },
};

/** The words of an outcome: `done`, `run final`. */
export function outcomeText(outcome: string): string {
  return outcome === "ok" ? "done" : outcome.replaceAll("_", " ");
}

/** What kind of caller it was. */
export function actorKind(actor: string): string {
  const [kind = ""] = actor.split(":");
  const kinds: Readonly<Record<string, string>> = { operator: "Person", api_key: "API key", schedule: "Schedule" };
  return kinds[kind] ?? "System";
}

/** The slug of the template that the input names; null where it names none. */
export function templateOf(input: JsonObject): string | null {
  const named = input.template ?? input.slug;
  return typeof named === "string" && /^[a-z0-9][a-z0-9-]{0,62}$/.test(named) ? named : null;
}

/** Of an input that was too long to keep: its digest and size. */
export function digestOf(input: JsonObject): { sha256: string; bytes: number } | null {
  const { sha256, bytes } = input;
  const only = Object.keys(input).length === 2;
  return only && typeof sha256 === "string" && typeof bytes === "number" ? { sha256, bytes } : null;
}
