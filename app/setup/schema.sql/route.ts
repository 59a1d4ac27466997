import { sqlOf } from "../../../lib/setup/sql-of.ts";
import { setupAnswer } from "../answer.ts";

export const dynamic = "force-dynamic";

/** The SQL that brings this database up to date: our own migrations, as far as they are missing. */
export async function GET(): Promise<Response> {
  const { state, full } = await setupAnswer();
  const sql = state === null ? null : await sqlOf(full);
  if (sql === null) return new Response("There is nothing to apply.\n", { status: 404 });
  const headers = {
    "content-type": "application/sql; charset=utf-8",
    "content-disposition": 'attachment; filename="ops-control-room.sql"',
    "cache-control": "no-store",
  };
  return new Response(sql, { headers });
}
