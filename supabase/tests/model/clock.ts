/** The clock's hand: makes the time of something come, as if it had been waited for. */
import type postgres from "postgres";

/**
 * The time of a run has come: its delay, backoff, wait or the deadline of what it asks is over. Under the run's lock, as the engine changes
 * all of this: a deadline that passes while the run goes on for an hour is a state that no clock makes.
 */
export async function bringDue(sql: postgres.Sql, runId: number): Promise<void> {
  // Each statement of a block sees what was committed before it began; a block takes no parameters.
  await sql.unsafe(`do $$ begin
    perform from public.runs where id = ${Number(runId)} for no key update;
    update public.runs set available_at = now() - interval '1 second' where id = ${Number(runId)} and available_at is not null;
    update public.approvals set deadline_at = now() - interval '1 second' where run_id = ${Number(runId)} and status = 'pending';
  end $$`);
}
