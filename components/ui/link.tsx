import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A way to another page. Nothing is fetched ahead: a page's outline is at hand without (see `app/(signed-in)/page-on-its-way.tsx`), and its content
 * would be old by the time somebody goes there.
 */
export function Link(props: Omit<ComponentProps<typeof NextLink>, "prefetch">) {
  return <NextLink {...props} prefetch={false} />;
}
