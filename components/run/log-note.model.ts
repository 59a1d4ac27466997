import { failureCodes } from "../../supabase/functions/_shared/contracts/run-states.ts";
import { stopPhaseText } from "../../supabase/functions/_shared/contracts/stop-phase-text.ts";
import { failureText } from "../status/status.model.ts";
import { formatClock } from "../status/time.model.ts";
import type { LogEntryView } from "../types.ts";

/** What a transition says in the log. */
export interface LogNote {
  text: string;
  tone: "muted" | "ok" | "bad" | "warn";
}

type Body = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Read by hand: the database wrote it, each value is only shown, and a log is there before a schema is. */
function bodyOf(entry: LogEntryView): Body {
  try {
    const body: unknown = JSON.parse(entry.body);
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

/** The note of an entry that is neither a line nor the start of a step: what happened, who did it and why. `step`: its step's title. */
export function noteOf(entry: LogEntryView, step: string): LogNote {
  const body = bodyOf(entry);
  const said = (key: string): string => (body[key] === undefined || body[key] === null ? "" : String(body[key]));
  const after = (mark: string, key: string): string => (said(key) === "" ? "" : `${mark}${said(key)}`);
  const by = after(" by ", "by");
  switch (entry.kind) {
    case "step_finished":
      return finished(step, said);
    case "run_created":
      return note(`Run created${after(" by ", "requested_by")}`);
    case "run_claimed":
      return note(`Claimed${after(" by ", "worker") || after(" by ", "worker_name")}`);
    case "run_started":
      return note(`Attempt ${entry.attempt} started`);
    case "run_requeued":
      return note(`Queued again${reason(said)}${said("due_at") && `; due at ${formatClock(said("due_at"))}`}`, "warn");
    case "run_retried":
      return note(
        `Retry requested${by}${Number(body.start_step ?? 0) > 0 ? ", from the step that failed" : ""}`,
        "warn",
      );
    case "run_moved":
      return note(moved(said));
    case "run_prioritized":
      return note(`Priority changed from ${said("from")} to ${said("to")}${by}`);
    case "run_resumed":
      return note("Resumes");
    case "run_waiting":
      return note("Waiting; the worker is free");
    case "run_succeeded":
      return note("Run succeeded", "ok");
    case "run_failed":
      return note(`Run failed${reason(said)}`, "bad");
    case "run_cancelled":
      return note("Run cancelled", "warn");
    case "approval_requested":
      return note(`Approval requested${after(": ", "title")}`);
    case "approval_decided":
      return said("decision") === "approve"
        ? note(`Approved${by}${after(": ", "comment")}${missing(Number(body.missing ?? 0))}`, "ok")
        : note(`Rejected${by}${after(": ", "comment")}`, "bad");
    case "approval_expired":
      return note(`Nobody decided in time: the step ${unanswered[said("outcome")] ?? "ends"}`, "warn");
    case "cancel_requested":
      return note(`Cancel requested${by}${after(": ", "reason")}`, "warn");
    case "cancel_acknowledged":
      return note("The worker knows of the cancel", "warn");
    case "term_sent":
    case "kill_sent":
    case "processes_gone":
      return note(stopPhaseText(entry.kind, body), "warn");
    case "artifact_attached":
      return note(`Artifact ${said("name")} attached`);
    case "log_truncated":
      return note("The log is truncated here: this run has printed as many lines as are kept", "warn");
    default:
      return note(entry.kind.charAt(0).toUpperCase() + entry.kind.slice(1).replaceAll("_", " "));
  }
}

const unanswered: Readonly<Record<string, string>> = { approve: "is approved", reject: "is rejected", fail: "fails" };

const missing = (count: number): string => (count > 0 ? ` (${count} more to approve)` : "");

function moved(said: (key: string) => string): string {
  const where =
    said("from") === said("to") ? ` within lane ${said("to")}` : ` from lane ${said("from")} to lane ${said("to")}`;
  const beside = said("before")
    ? `, before run ${said("before")}`
    : said("after")
      ? `, behind run ${said("after")}`
      : "";
  return `Moved${where}${beside}${said("by") && ` by ${said("by")}`}`;
}

function note(text: string, tone: LogNote["tone"] = "muted"): LogNote {
  return { text, tone };
}

/** What an entry before this one has said already. */
const saidBefore = ["step_failed", "step_timeout", "rejected", "approval_expired"];

/** Why an attempt has ended; empty where its log has just said so. */
function reason(said: (key: string) => string): string {
  const code = failureCodes.find((known) => known === said("failure_code"));
  if (code === undefined || saidBefore.includes(code)) return "";
  return `: ${failureText(code)}${said("error") && ` (${said("error")})`}`;
}

function finished(step: string, said: (key: string) => string): LogNote {
  const how =
    said("signal") !== "" ? ` (${said("signal")})` : said("exit_code") === "" ? "" : ` (exit ${said("exit_code")})`;
  const error = said("error") === "" ? "" : `: ${said("error")}`;
  switch (said("status")) {
    case "succeeded":
      return note(`${step} succeeded`, "ok");
    case "cancelled":
      return note(`${step} cancelled${how}`, "warn");
    default:
      return note(`${step} failed${how}${error}`, "bad");
  }
}
