import { toAuditFilter } from "../../../../lib/audit/audit-list-filter.ts";
import { exportAudit } from "../../../../lib/audit/export-audit.ts";
import { environment } from "../../../../lib/env.ts";
import { refusalOf } from "../../../../lib/query/action-result.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { notSaved } from "../../not-saved.ts";
import { auditQuery, loadAuditFilter } from "../search-params.ts";

/** The audit log as CSV, narrowed as the address says; what the reader may see, and on record before the first line leaves. */
export async function GET(request: Request): Promise<Response> {
  const now = Date.now();
  const filter = loadAuditFilter(new URL(request.url).searchParams);
  let lines: ReadableStream<Uint8Array>;
  try {
    lines = await exportAudit(await supabaseOfRequest(), environment().SUPABASE_URL, toAuditFilter(filter, now));
  } catch (error) {
    const { code, message } = refusalOf(error);
    return notSaved(request, `/audit${auditQuery(filter)}`, code, `The audit log was not exported. ${message}`);
  }
  const day = new Date(now).toISOString().slice(0, 10);
  return new Response(lines, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="audit-${day}.csv"`,
      "cache-control": "no-store",
    },
  });
}
