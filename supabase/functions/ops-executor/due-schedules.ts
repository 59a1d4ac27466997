import { z } from "zod";
import { Id, Instant } from "../_shared/contracts/ids.ts";
import { describeIssues } from "../_shared/contracts/issues.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { CatchUp } from "../_shared/contracts/schedule.ts";
import { jsonObject } from "../_shared/contracts/text.ts";
import { readCron } from "./cron.ts";
import type { Database } from "./database.ts";
import type { Call } from "./dispatch.ts";
import { Refusal } from "./refusal.ts";
import { refusalsTold, runOf } from "./schedule.ts";

const Parameters = jsonObject(limits.parametersBytes);
const DueSchedule = z.object({
  schedule_id: Id,
  next_at: Instant,
  cron: z.string(),
  time_zone: z.string(),
  catch_up: CatchUp,
  parameters: Parameters,
  version_id: Id.nullable(),
  parameter_schema: Parameters.nullable(),
});
type DueSchedule = z.infer<typeof DueSchedule>;
/** The rest is looked at one by one. */
const Named = z.looseObject({ schedule_id: Id, next_at: Instant });
const Due = z.object({ now: Instant, schedules: z.array(Named) });

/** Beyond so many, missed occurrences are not counted. */
const mostCounted = 1_000;

/** Says for every due schedule which occurrences to fire, and which comes next. What is wrong with one is sent along and pauses it. */
export async function resolveDueSchedules(database: Database, call: Call): Promise<unknown> {
  if (!("key_hash" in call.credential)) return call.input;
  const { now, schedules } = Due.parse(await database.call("due_schedules", [call.credential.key_hash]));
  return { due: await Promise.all(schedules.map((schedule) => resolve(schedule, new Date(now)))) };
}

async function resolve(schedule: z.infer<typeof Named>, now: Date) {
  return {
    ...{ schedule_id: schedule.schedule_id, expected: schedule.next_at },
    ...(await refusalsTold(() => whatIsDue(schedule, now))),
  };
}

/** Nobody is asked anything here: what goes wrong would go wrong again whenever it is tried, so it is a refusal and holds up no other schedule. */
function whatIsDue(schedule: z.infer<typeof Named>, now: Date) {
  try {
    const known = DueSchedule.parse(schedule);
    return { ...firing(known, now), resolved: runOf(known, known.parameters) };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const why =
      error instanceof z.ZodError ? describeIssues(error) : error instanceof Error ? error.message : "unknown";
    throw new Refusal("invalid_input", `it cannot be read: ${why}`, { cause: error });
  }
}

/** The occurrences that the catch-up policy makes of those since `next_at`, and the one after now. */
export function firing(schedule: Pick<DueSchedule, "cron" | "time_zone" | "next_at" | "catch_up">, now: Date) {
  const cron = readCron(schedule.cron, schedule.time_zone);
  const [next_at] = cron.after(now, 1);
  if (next_at === undefined) throw new Refusal("invalid_input", `cron: "${schedule.cron}" never happens again`);
  const passed = cron.between(new Date(schedule.next_at), now, mostCounted);
  const latest = passed.slice(schedule.catch_up === "all" ? -limits.catchUpRuns : -1);
  const onTime = (occurrence: Date) => now.getTime() - occurrence.getTime() <= limits.scheduleOnTimeSeconds * 1_000;
  const occurrences = schedule.catch_up === "skip" ? latest.filter(onTime) : latest;
  const left = passed.length - occurrences.length;
  const count = passed.length === mostCounted ? `${left} or more` : left;
  return { occurrences, next_at, ...(left > 0 ? { note: `${count} missed and not made up` } : {}) };
}
