import type { LaneView, TemplateOption } from "../types.ts";

/** The slugs of the templates whose runs a board shows, that of the newest run first. */
export function lastUsedOf(lanes: readonly Pick<LaneView, "active" | "queued" | "recent">[]): string[] {
  const runs = lanes.flatMap(({ active, queued, recent }) => [...active, ...queued, ...recent]);
  const slugs = runs.toSorted((a, b) => b.id - a.id).map(({ template }) => template);
  return [...new Set(slugs)].filter((slug) => slug !== null);
}

/** What the list shows: what fits the search, those that ran last at its head. A name that begins with the search comes first. */
export function shownTemplates<Option extends Pick<TemplateOption, "name" | "slug">>(
  templates: readonly Option[] | undefined,
  lastUsed: readonly string[],
  search: string,
): Option[] | undefined {
  const wanted = search.trim().toLowerCase();
  const begins = ({ name, slug }: Option) => [name, slug].some((text) => text.toLowerCase().startsWith(wanted));
  const place = ({ slug }: Option) => (lastUsed.includes(slug) ? lastUsed.indexOf(slug) : lastUsed.length);
  return templates
    ?.filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(begins(b)) - Number(begins(a)) || place(a) - place(b));
}
