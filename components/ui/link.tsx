"use client";
import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

/**
 * A way to another page, which is fetched when somebody is about to go there. Fetched as soon as it is seen, a page's ways would ask the
 * server for a dozen others while the page itself still wants the processor and the network.
 */
export function Link({
  onPointerEnter,
  onTouchStart,
  onFocus,
  ...props
}: Omit<ComponentProps<typeof NextLink>, "prefetch">) {
  const [wanted, setWanted] = useState(false);
  return (
    <NextLink
      {...props}
      prefetch={wanted ? "auto" : false}
      onPointerEnter={(event) => {
        setWanted(true);
        onPointerEnter?.(event);
      }}
      onTouchStart={(event) => {
        setWanted(true);
        onTouchStart?.(event);
      }}
      onFocus={(event) => {
        setWanted(true);
        onFocus?.(event);
      }}
    />
  );
}
