import { notFound } from "next/navigation";
import type { NextRequest } from "next/server";
import { refusalOf } from "../../../../../lib/query/action-result.ts";
import { type FullLogRow, isRun, readFullLogPage } from "../../../../../lib/runs/full-log-read.ts";
import type { ErrorCode } from "../../../../../supabase/functions/_shared/contracts/error-table.ts";
import { routeId } from "../../../../route-id.ts";
import { supabaseOfRequest } from "../../../../supabase-of-request.ts";
import { notSaved } from "../../../not-saved.ts";

const formats = {
  text: {
    ...{ type: "text/plain", extension: "log" },
    line: ({ emitted_at, stream, kind, body }: FullLogRow) =>
      kind === "line" ? `${emitted_at} ${stream} ${body}\n` : `${emitted_at} ${stream} ${kind} ${body}\n`,
  },
  ndjson: {
    ...{ type: "application/x-ndjson", extension: "ndjson" },
    line: (entry: FullLogRow) => `${JSON.stringify(entry)}\n`,
  },
} as const;

/**
 * The whole log of a run: as text, one entry a line (time, stream, body), or with `?format=ndjson` as JSON lines with sequence, both times
 * and hash. Streamed page by page under the reader's own rights; refused for a run that there is not, or that the reader does not see.
 */
export async function GET(request: NextRequest, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const runId = routeId((await params).runId) ?? notFound();
  const format = request.nextUrl.searchParams.get("format") === "ndjson" ? formats.ndjson : formats.text;
  const refuse = (code: ErrorCode, message: string) => notSaved(request, `/runs/${runId}`, code, message);
  let page: FullLogRow[];
  try {
    page = await readFullLogPage(await supabaseOfRequest(), runId, 0);
    if (page.length === 0 && !(await isRun(await supabaseOfRequest(), runId)))
      return refuse("not_found", "There is no such run.");
  } catch (error) {
    const { code, message } = refusalOf(error);
    return refuse(code, `The log could not be read. ${message}`);
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const last = page.at(-1);
      if (last === undefined) return controller.close();
      controller.enqueue(new TextEncoder().encode(page.map(format.line).join("")));
      page = await readFullLogPage(await supabaseOfRequest(), runId, last.seq);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": `${format.type}; charset=utf-8`,
      "content-disposition": `attachment; filename="run-${runId}.${format.extension}"`,
      "cache-control": "no-store",
    },
  });
}
