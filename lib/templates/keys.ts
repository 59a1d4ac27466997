/** Cache keys of templates. */
export const templateKeys = {
  all: ["templates"] as const,
  list: ["templates", "list"] as const,
  overview: ["templates", "overview"] as const,
  detail: (slug: string) => ["templates", "detail", slug] as const,
  version: (slug: string, version: number) => ["templates", "version", slug, version] as const,
};
