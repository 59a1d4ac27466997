import type { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import type { RunView } from "../../supabase/functions/_shared/contracts/run-view.ts";
import { whyNot } from "../access/why-not.model.ts";

/** Who looks at the views. */
export interface Viewer {
  userId: string;
  role: Role;
}

/** Theirs first, then the team's, each by name. */
export function groupViews(views: readonly RunView[], { userId }: Viewer): { mine: RunView[]; team: RunView[] } {
  const named = views.toSorted((a, b) => a.name.localeCompare(b.name));
  return {
    mine: named.filter(({ owner }) => owner === userId),
    team: named.filter(({ owner }) => owner !== userId),
  };
}

/** The view that says what the address says; of several the viewer's own. `canonical` brings a query into the order of the address. */
export function viewOf(
  views: readonly RunView[],
  query: string,
  viewer: Viewer,
  canonical: (query: string) => string,
): RunView | null {
  const { mine, team } = groupViews(views, viewer);
  return [...mine, ...team].find((view) => query !== "" && canonical(view.query) === query) ?? null;
}

/** Why this person may not rename, share or delete a view; null: they may. */
export function whyNotChange(view: Pick<RunView, "owner" | "owner_name">, { userId, role }: Viewer): string | null {
  const reads = whyNot(role, "write");
  if (reads !== null || view.owner === userId || role === "admin") return reads;
  return `${view.owner_name} keeps this view. Only they or an admin may change it.`;
}

/** Why these filters cannot be saved; null: they can. */
export function whyNotSave(query: string, view: RunView | null, { userId, role }: Viewer): string | null {
  const reads = whyNot(role, "write");
  if (reads !== null) return reads;
  if (query === "") return "Set a filter first.";
  return view?.owner === userId ? `${view.name} has these filters already.` : null;
}

/** The viewer's own view of this name, which saving under it replaces. */
export function namesake(views: readonly RunView[], name: string, { userId }: Viewer): RunView | null {
  const wanted = name.trim().toLowerCase();
  return views.find((view) => view.owner === userId && view.name.toLowerCase() === wanted) ?? null;
}
