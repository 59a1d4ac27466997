import type { AuditFilter, AuditOutcome } from "../../supabase/functions/_shared/contracts/audit.ts";
import { type Period, periodStart } from "../runs/run-filter.ts";

/** Which rows of the audit log a list shows, as it stands in the address; null: all. */
export interface AuditListFilter {
  /** The name of a person or of an API key. */
  by: string | null;
  command: string | null;
  outcome: AuditOutcome | null;
  session: number | null;
  run: number | null;
  since: Period | null;
  /** Instants; they outrank `since`. */
  from: Date | null;
  to: Date | null;
}

/** The same as the database understands it. `now` in milliseconds since the epoch. */
export function toAuditFilter(filter: AuditListFilter, now: number): AuditFilter {
  const from = periodStart(filter, now);
  return {
    ...(filter.by !== null && { actor_name: filter.by }),
    ...(filter.command !== null && { command: filter.command }),
    ...(filter.outcome !== null && { outcome: filter.outcome }),
    ...(filter.session !== null && { session_id: filter.session }),
    ...(filter.run !== null && { run_id: filter.run }),
    ...(from !== null && { at_from: from.toISOString() }),
    ...(filter.to !== null && { at_to: filter.to.toISOString() }),
  };
}
