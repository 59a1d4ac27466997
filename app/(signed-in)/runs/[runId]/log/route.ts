import { fetchLogPage } from "../../../../../lib/runs/run-log-page.ts";
import { routeId } from "../../../../route-id.ts";
import { supabaseOfRequest } from "../../../../supabase-of-request.ts";

/** The whole log of a run as text, one entry a line: time, stream, body. Streamed page by page under the reader's own rights. */
export async function GET(_request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const runId = routeId((await params).runId);
  let after = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const page = await fetchLogPage(supabaseOfRequest, runId, { after });
      const last = page.at(-1);
      if (last === undefined) return controller.close();
      after = last.seq;
      const lines = page.map(({ emitted_at, stream, kind, body }) =>
        kind === "line" ? `${emitted_at} ${stream} ${body}\n` : `${emitted_at} ${stream} ${kind} ${body}\n`,
      );
      controller.enqueue(new TextEncoder().encode(lines.join("")));
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="run-${runId}.log"`,
      "cache-control": "no-store",
    },
  });
}
