import * as z from "zod";
import { Id, Instant, Uuid } from "../../supabase/functions/_shared/contracts/ids.ts";
import { Json } from "../../supabase/functions/_shared/contracts/text.ts";

export const auditColumns =
  "id, at, actor, actor_name, command, request_id, outcome, message, session_id, run_id, sessions(name)";

const columns = {
  id: Id,
  at: Instant,
  /** `operator:<uuid>` or `api_key:<id>`. */
  actor: z.string(),
  actor_name: z.string(),
  command: z.string(),
  request_id: Uuid,
  /** `ok`, or the code of its refusal. */
  outcome: z.string(),
  message: z.string().nullable(),
  session_id: Id.nullable(),
  run_id: Id.nullable(),
  sessions: z.object({ name: z.string() }).nullable(),
};
const named = <Row extends { sessions: { name: string } | null }>({ sessions, ...row }: Row) => ({
  ...row,
  session_name: sessions?.name ?? null,
});

/** A row of the audit log as lists show it. */
export const AuditRow = z.object(columns).transform(named);
export type AuditRow = z.output<typeof AuditRow>;

/** With what was asked for, as it was recorded. */
export const AuditEntry = z.object({ ...columns, input: z.record(z.string(), Json) }).transform(named);
export type AuditEntry = z.output<typeof AuditEntry>;
