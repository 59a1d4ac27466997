import type { z } from "zod";
import type { ArtifactKind } from "../supabase/functions/_shared/contracts/artifact-kind.ts";
import type { ErrorCode } from "../supabase/functions/_shared/contracts/error-table.ts";
import type { Operator } from "../supabase/functions/_shared/contracts/operator.ts";
import type { LogEntry } from "../supabase/functions/_shared/contracts/run-log.ts";
import type {
  AttemptOutcome,
  FailureCode,
  RunStatus,
  StepStatus,
} from "../supabase/functions/_shared/contracts/run-status.ts";
import type { Schedule } from "../supabase/functions/_shared/contracts/schedule.ts";
import type { TemplateSummary } from "../supabase/functions/_shared/contracts/template.ts";
import type { Json } from "../supabase/functions/_shared/contracts/text.ts";

/**
 * What a callback that changes something answers; the component shows the message and the remedy, by the code where it has a place for it.
 * `field`: where it is one field of the form that is wrong; the message stands there and nowhere else.
 */
export type ActionResult = { ok: true } | ActionFailure;
export interface ActionFailure {
  ok: false;
  message: string;
  remedy?: string | undefined;
  code?: ErrorCode | undefined;
  field?: string | undefined;
}

/** A run as every screen shows it. Instants are ISO strings of the database's clock. */
export interface RunView {
  id: number;
  session_id: number;
  lane_id: number;
  lane: string;
  /** Slug; null for a run of ad-hoc steps. */
  template: string | null;
  template_version: number | null;
  title: string;
  status: RunStatus;
  priority: number;
  /** Shared with runs of all sessions that name the same; null: none. */
  concurrency_key: string | null;
  required_labels: readonly string[];
  /** Every claim makes one; those that failed or died at work are what `max_attempts` is about. */
  attempt: number;
  failed_attempts: number;
  max_attempts: number;
  failure_code: FailureCode | null;
  error: string | null;
  requested_by_name: string;
  cancel_requested_at: string | null;
  cancel_requested_by: string | null;
  cancel_reason: string | null;
  available_at: string | null;
  /** The occurrence of a schedule that made it; null: somebody did. */
  scheduled_for: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

/** How long a run may be queued and run; on its own page only. */
export interface RunLimitsView {
  /** When it first fell due. */
  queued_at: string;
  /** A run that nobody has claimed by then fails; null: it stays queued. */
  queue_expires_at: string | null;
  /** Running time after which it fails; null: none. */
  timeout_seconds: number | null;
}

/** The schedule that made a run; on its own page only. */
export interface RunScheduleView {
  id: number;
  name: string;
  deleted_at: string | null;
}

/** Where a run stands: step `current` (counted from 1) of `total`. */
export interface RunProgress {
  current: number;
  total: number;
  name: string;
  /** What that step waits for, in words; null: it does not wait. */
  waits: string | null;
}

/** The worker that holds a run; its liveness is the age of `last_seen_at`. */
export interface RunWorker {
  id: string;
  name: string;
  last_seen_at: string;
}

/** A run that holds a slot of its lane. */
export interface ActiveRunView extends RunView {
  progress: RunProgress | null;
  worker: RunWorker | null;
}

export interface LaneView {
  id: number;
  name: string;
  /** Null: no limit. */
  capacity: number | null;
  paused_at: string | null;
  paused_by: string | null;
  pause_note: string | null;
  /** Runs that hold a slot, in claim order. */
  active: readonly ActiveRunView[];
  /** The head of the queue in claim order, and how long the queue is in all. */
  queued: readonly RunView[];
  queued_count: number;
  /** The runs that ended last, newest first. */
  recent: readonly RunView[];
  /** How many of its runs wait for somebody's decision. */
  approvals_count: number;
  /** Its last results, newest first. */
  outcomes: readonly { id: number; status: RunStatus }[];
}

export interface StepView {
  /** Index in the definition, from 0. */
  step: number;
  name: string;
  kind: string;
  status: StepStatus | "waiting";
  started_at: string | null;
  finished_at: string | null;
  exit_code: number | null;
  signal: string | null;
  failure_code: FailureCode | null;
  error: string | null;
  outputs?: StepOutputsView;
}

/** What a step has left for later ones. */
export type StepOutputsView = Readonly<Record<string, Json>>;

export interface AttemptView {
  number: number;
  worker_name: string;
  claimed_at: string;
  started_at: string | null;
  finished_at: string | null;
  outcome: AttemptOutcome | null;
  failure_code: FailureCode | null;
  error: string | null;
  /** How far its worker has come with a cancel. */
  cancel_acknowledged_at: string | null;
  term_sent_at: string | null;
  kill_sent_at: string | null;
  processes_gone_at: string | null;
}

export interface ArtifactView {
  id: number;
  name: string;
  kind: ArtifactKind;
  media_type: string;
  /** Bytes of the decoded content. */
  size: number;
  sha256: string;
  attempt: number;
  step: number;
  /** Of an artifact whose content is an object in Storage. */
  object_path: string | null;
  created_at: string;
}

/** An artifact's content as stored. */
export type ArtifactContent =
  | { encoding: "utf8" | "base64"; body: string }
  | { encoding: "bytes"; body: Uint8Array<ArrayBuffer> };

export type LogEntryView = Pick<LogEntry, "seq" | "attempt" | "step" | "stream" | "kind" | "body" | "emitted_at">;

/** A template as the picker offers it. */
export interface TemplateOption extends z.infer<typeof TemplateSummary> {
  /** Ask once more, echoing the parameters, before a run starts. */
  confirm: boolean;
  steps: readonly { name: string; kind: string }[];
}

export interface SessionView {
  id: number;
  name: string;
  visibility: "team" | "members";
  archived_at: string | null;
  created_at: string;
  /** How many of its runs are neither queued nor over, and how many are queued; null while unknown. */
  active_count: number | null;
  queued_count: number | null;
}

type ScheduleFields =
  | (
      | "id"
      | "session_id"
      | "lane_id"
      | "lane"
      | "template"
      | "name"
      | "parameters"
      | "cron"
      | "time_zone"
      | "catch_up"
      | "overlap"
      | "revision"
    )
  | ("owner_name" | "next_at" | "paused_at" | "paused_by" | "pause_note" | "last_note");

/** A schedule as its screen shows it. */
export interface ScheduleView extends Pick<Schedule, ScheduleFields> {
  session_name: string;
  last_run: Pick<RunView, "id" | "status" | "cancel_requested_at" | "created_at" | "finished_at"> | null;
}

/** The Realtime connection as the whole page sees it. */
export type ConnectionState =
  | { status: "connecting" }
  | { status: "live" }
  | { status: "reconnecting"; since: string }
  | { status: "offline"; since: string };

export type ThemeChoice = "system" | "light" | "dark";

/** How a person wants the screens of this browser. */
export interface Appearance {
  theme: ThemeChoice;
  /** Of the rows in tables. */
  density: "compact" | "standard" | "comfortable";
  /** `relative`: ages; else instants by the clock of the browser, or of Greenwich. */
  times: "relative" | "local" | "utc";
}
export type JsonObject = Record<string, Json>;

/** What is left of a log and of artifacts that were purged. */
export interface PurgeView {
  entries: number;
  /** Hash of the last purged entry, in hex. */
  head: string;
  artifacts: readonly { name: string; attempt: number; size: number; sha256: string }[];
  purged_at: string;
  purged_by: string;
}

/** A worker of the fleet. */
export interface WorkerView {
  id: string;
  name: string;
  host: string;
  version: string;
  labels: readonly string[];
  slots: number;
  /** Runs it holds, those included that the reader does not see. */
  held: number;
  /** Numbers of those that the reader sees. */
  run_ids: readonly number[];
  last_seen_at: string;
  drain_requested_at: string | null;
  drain_requested_by: string | null;
}

/** A person with a role. */
export interface OperatorView extends Operator {
  created_at: string;
}

/** A link that makes somebody an operator. */
export interface InvitationView {
  id: number;
  role: Operator["role"];
  /** Null: whoever holds the link. */
  email: string | null;
  hint: string;
  created_by_name: string;
  created_at: string;
  expires_at: string;
  accepted_at: string | null;
  accepted_by_name: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
}

/** An API key as its screen shows it; nobody has the key itself. */
export interface ApiKeyView {
  id: number;
  name: string;
  hint: string;
  scopes: readonly string[];
  /** Empty: not limited. */
  session_ids: readonly number[];
  lane_ids: readonly number[];
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
}
