import { toAuditFilter } from "../../../../lib/audit/audit-list-filter.ts";
import { exportAudit } from "../../../../lib/audit/export-audit.ts";
import { environment } from "../../../../lib/env.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { loadAuditFilter } from "../search-params.ts";

/** The audit log as CSV, narrowed as the address says; what the reader may see, and on record before the first line leaves. */
export async function GET(request: Request): Promise<Response> {
  const now = Date.now();
  const filter = toAuditFilter(loadAuditFilter(new URL(request.url).searchParams), now);
  const lines: { stream?: ReadableStream<Uint8Array> } = {};
  const asked = await actionResult(
    exportAudit(await supabaseOfRequest(), environment().SUPABASE_URL, filter).then((stream) => {
      lines.stream = stream;
    }),
  );
  if (lines.stream === undefined) {
    const why = asked.ok ? "" : [asked.message, asked.remedy].filter(Boolean).join(" ");
    return new Response(`The audit log was not exported. ${why}\n`, { status: 403 });
  }
  const day = new Date(now).toISOString().slice(0, 10);
  return new Response(lines.stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="audit-${day}.csv"`,
      "cache-control": "no-store",
    },
  });
}
