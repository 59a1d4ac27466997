import type { ChatMessage } from "../../supabase/functions/_shared/contracts/chat.ts";
import { type MessagePages, pageLength } from "./message-list-query.ts";

/**
 * The pages with the newest lines as they are now. The last page's worth is merged, not what is behind the highest number: numbers are drawn
 * before commits, so a lower one can be seen later. When more than a page was missed, the past is read anew.
 */
export function withNewest(pages: MessagePages, newest: readonly ChatMessage[]): MessagePages {
  const known = pages.pages.flat();
  const seen = new Set(known.map(({ id }) => id));
  const gap = newest.length === pageLength && known.length > 0 && !newest.some(({ id }) => seen.has(id));
  if (gap) return { pages: [[...newest]], pageParams: [null] };
  const added = newest.filter(({ id }) => !seen.has(id));
  if (added.length === 0) return pages;
  const [first = [], ...older] = pages.pages;
  return { ...pages, pages: [[...added, ...first].toSorted((a, b) => b.id - a.id), ...older] };
}
