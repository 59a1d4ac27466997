import { z } from "zod";

/** Requests below `prefix` go to `target`, a loopback origin with an optional path, with the prefix cut off. */
export const Route = z.object({ prefix: z.string().startsWith("/"), target: z.url({ protocol: /^http$/ }) });
export type Route = z.infer<typeof Route>;

/** Where a request path goes, or null. */
export function resolveRoute(routes: Route[], path: string): URL | null {
  const route = routes.find(
    ({ prefix }) => path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`),
  );
  return route ? new URL(route.target.replace(/\/$/, "") + path.slice(route.prefix.length)) : null;
}
