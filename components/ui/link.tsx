"use client";
import NextLink from "next/link";
import { type ComponentProps, useEffect, useState } from "react";

/** A page that is busy for longer than this fetches the pages behind its links all the same, in ms. */
const longestBusyMs = 5_000;

/** A way to another page, which is fetched ahead, but only when this page has come to rest: until then it wants the processor and the network itself. */
export function Link(props: Omit<ComponentProps<typeof NextLink>, "prefetch">) {
  const atRest = useAtRest();
  return <NextLink {...props} prefetch={atRest ? "auto" : false} />;
}

function useAtRest(): boolean {
  const [atRest, setAtRest] = useState(false);
  useEffect(() => {
    const rest = () => setAtRest(true);
    // Safari has no idle callbacks.
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(rest, 1_000);
      return () => clearTimeout(timer);
    }
    const handle = window.requestIdleCallback(rest, { timeout: longestBusyMs });
    return () => window.cancelIdleCallback(handle);
  }, []);
  return atRest;
}
