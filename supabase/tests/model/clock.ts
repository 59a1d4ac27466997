/** The clock's hand: makes the time of something come, as if it had been waited for. */
import type postgres from "postgres";

/**
 * The time of a run has come: its delay, backoff, wait or the deadline of what it asks is over. Under the run's lock, as the engine changes
 * all of this: a deadline that passes while the run goes on for an hour is a state that no clock makes.
 */
export async function bringDue(sql: postgres.Sql, runId: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select from public.runs where id = ${runId} for no key update`;
    await tx`
      update public.runs set available_at = now() - interval '1 second'
      where id = ${runId} and available_at is not null`;
    await tx`
      update public.approvals set deadline_at = now() - interval '1 second'
      where run_id = ${runId} and status = 'pending'`;
  });
}
