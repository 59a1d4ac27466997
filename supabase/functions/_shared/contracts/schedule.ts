import * as z from "zod";
import { Id, Instant, Slug } from "./ids.ts";
import { limits } from "./limits.ts";
import { RunOutput } from "./run.ts";
import { jsonObject, shortText } from "./text.ts";

/** What becomes of occurrences that passed while nobody fired: none, the latest, or all of them (the latest `limits.catchUpRuns`). */
export const CatchUp = z.enum(["skip", "one", "all"]);
export type CatchUp = z.infer<typeof CatchUp>;

/**
 * When a run of the schedule is still going: queue another behind it, make none, or cancel it first. The first and the last give its runs the
 * concurrency key `schedule:ID`, limit 1, unless their template has a key of its own, which then says how many run at once.
 */
export const Overlap = z.enum(["queue", "skip", "cancel_previous"]);
export type Overlap = z.infer<typeof Overlap>;

/** Five fields, e.g. `30 6 * * MON-FRI`, or `@daily` and the like. */
const cron = z.string().trim().min(1).max(200);
/** By whose clocks; they may change. */
const timeZone = z.string().trim().min(1).max(64);
const lane = shortText(50);
const Parameters = jsonObject(limits.parametersBytes);

/** A schedule as commands return it. */
export const Schedule = z.object({
  id: Id,
  session_id: Id,
  lane_id: Id,
  lane: z.string(),
  template: Slug,
  name: z.string(),
  parameters: Parameters,
  cron: z.string(),
  time_zone: z.string(),
  catch_up: CatchUp,
  overlap: Overlap,
  /** Goes up with every update. */
  revision: z.int(),
  /** Whose rights it uses: who created, changed or resumed it last. */
  owner_name: z.string(),
  next_at: Instant.nullable(),
  paused_at: Instant.nullable(),
  paused_by: z.string().nullable(),
  pause_note: z.string().nullable(),
  last_occurrence_at: Instant.nullable(),
  /** What was special about the last occurrence: skipped, others not made up. */
  last_note: z.string().nullable(),
  last_run_id: Id.nullable(),
  created_at: Instant,
});
export type Schedule = z.infer<typeof Schedule>;
export const ScheduleOutput = z.object({ schedule: Schedule });

/** Starts with its next occurrence. Parameters are checked now, and again against the newest version whenever it fires. */
export const CreateScheduleInput = z.strictObject({
  session_id: Id,
  name: shortText(100),
  template: Slug,
  /** The template's default or the session's first when left out. */
  lane: lane.optional(),
  parameters: Parameters.default({}),
  cron,
  time_zone: timeZone.default("UTC"),
  catch_up: CatchUp.default("one"),
  overlap: Overlap.default("queue"),
});
/** What is left out stays as it is; parameters are replaced as a whole. Whoever sends it owns the schedule from now on. */
export const UpdateScheduleInput = z.strictObject({
  schedule_id: Id,
  name: shortText(100).optional(),
  template: Slug.optional(),
  lane: lane.optional(),
  parameters: Parameters.optional(),
  cron: cron.optional(),
  time_zone: timeZone.optional(),
  catch_up: CatchUp.optional(),
  overlap: Overlap.optional(),
  /** The revision that this was written on; refused when there is another by now. */
  base_revision: z.int().min(1).optional(),
});
export const PauseScheduleInput = z.strictObject({ schedule_id: Id, note: shortText(500) });
/** Goes on with the next occurrence; those that passed meanwhile are not made up. */
export const ResumeScheduleInput = z.strictObject({ schedule_id: Id });
/** Its runs stay. */
export const DeleteScheduleInput = z.strictObject({ schedule_id: Id });
/** One run now, beside its occurrences and whatever still goes on. */
export const RunNowScheduleInput = z.strictObject({ schedule_id: Id });
export const RunNowScheduleOutput = RunOutput;

export const ListSchedulesInput = z.strictObject({ session_id: Id.optional() });
export const ListSchedulesOutput = z.object({ schedules: z.array(Schedule) });

/** The next occurrences, or what is wrong with the cron or time zone. */
export const PreviewScheduleInput = z.strictObject({
  cron,
  time_zone: timeZone.default("UTC"),
  count: z.int().min(1).max(20).default(5),
});
export const PreviewScheduleOutput = z.object({ occurrences: z.array(Instant).min(1) });

/** Fires what is due, a few schedules a call. */
export const FireDueSchedulesInput = z.strictObject({});
export const FireDueSchedulesOutput = z.object({ runs: z.int(), more: z.boolean() });
