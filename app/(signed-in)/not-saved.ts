import { z } from "zod";
import { ErrorCode, errorKind } from "../../supabase/functions/_shared/contracts/errors.ts";

/** Why the last download from a page was refused, in the page's address. */
const parameter = "not_saved";

/**
 * The answer to a download that there is none of. Who followed a link in a browser is led back to the page it stands on, which says why; who asked
 * by a script is told by the status. `page` is a path with its query.
 */
export function notSaved(request: Request, page: string, code: ErrorCode, message: string): Response {
  const headers = { "cache-control": "no-store" };
  const { status, remedy } = errorKind(code);
  if (!request.headers.get("accept")?.includes("text/html"))
    return new Response(`${message} ${remedy}\n`, { status, headers });
  const location = `${page}${page.includes("?") ? "&" : "?"}${parameter}=${code}`;
  return new Response(null, { status: 303, headers: { ...headers, location } });
}

const Told = z.object({ [parameter]: ErrorCode });

/** What to do about a refused download, by a page's query; null where none was refused. */
export function notSavedRemedy(query: Record<string, string | string[] | undefined>): string | null {
  const told = Told.safeParse(query);
  if (!told.success) return null;
  // The table's remedy speaks of a message, which names what is in the filters here.
  if (told.data[parameter] === "invalid_input") return "Change or clear the filters.";
  return errorKind(told.data[parameter]).remedy;
}
