import type { AuditFilter } from "../../supabase/functions/_shared/contracts/audit.ts";
import { accessToken } from "../control-room.ts";
import { createOpsClient } from "../ops-client/index.ts";
import { executorUrl } from "../supabase/config.ts";
import type { Supabase } from "../supabase/types.ts";
import { fetchAuditPage } from "./audit-page.ts";
import { AuditEntry, auditColumns } from "./audit-row.ts";
import { csvLine } from "./csv.ts";

/** Rows asked for at once; an address names them all. */
const rowsAtOnce = 200;
const head = [
  ...["number", "at", "who", "actor", "command", "outcome", "message"],
  ...["session", "session_name", "run", "request_id", "input"],
];

/**
 * The rows that meet the filter as CSV, newest first, read page by page as fast as they are taken. The command comes first: nothing
 * leaves without a row that says who took it. Throws `OpsError` when it is refused.
 */
export async function exportAudit(
  supabase: Supabase,
  supabaseUrl: string,
  filter: AuditFilter,
): Promise<ReadableStream<Uint8Array>> {
  const ops = createOpsClient({ url: executorUrl(supabaseUrl), credential: () => accessToken(supabase) });
  const { before } = await ops.exportAudit({ filter });
  const encoder = new TextEncoder();
  const gone = new AbortController();
  let next: number | null = before;
  return new ReadableStream({
    // The mark tells Excel that this is UTF-8.
    start: (controller) => controller.enqueue(encoder.encode(`\uFEFF${csvLine(head)}`)),
    async pull(controller) {
      const want = { columns: `${auditColumns}, input`, row: AuditEntry, signal: gone.signal };
      // A page without rows is a search whose time was up; it goes on.
      while (next !== null) {
        const page = await fetchAuditPage(supabase, { filter, before: next, rows: rowsAtOnce }, want);
        next = page.next;
        if (page.rows.length > 0) return controller.enqueue(encoder.encode(page.rows.map(lineOf).join("")));
      }
      controller.close();
    },
    cancel: () => gone.abort(),
  });
}

function lineOf(row: AuditEntry): string {
  return csvLine([
    ...[row.id, row.at, row.actor_name, row.actor, row.command, row.outcome, row.message],
    ...[row.session_id, row.session_name, row.run_id, row.request_id, JSON.stringify(row.input)],
  ]);
}
