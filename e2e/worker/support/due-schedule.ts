import type { Stage } from "./stage.ts";

/** A schedule of the stage's session that is due; its run prints `tick`. */
export async function dueSchedule({ operator, service, sessionId }: Stage, name: string) {
  await operator.publishTemplate({ slug: name, name, steps: [{ name: "s", kind: "shell", run: "echo tick" }] });
  const { schedule } = await operator.createSchedule({
    session_id: sessionId,
    name,
    template: name,
    cron: "0 0 * * *",
  });
  // As if today's occurrence had not been fired yet.
  await service.room.sql`update public.schedules set next_at = next_at - interval '1 day' where id = ${schedule.id}`;
  return schedule;
}
