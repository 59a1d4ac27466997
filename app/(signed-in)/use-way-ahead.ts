"use client";
import { useEffect, useOptimistic } from "react";
import { onNavigationStart } from "../navigation-start.ts";

/** The path that somebody has set out for; null: they are where they are. */
export function useWayAhead(): string | null {
  // It is null again when the transition that Next has begun is over, however that ends.
  const [target, setTarget] = useOptimistic<string | null>(null);
  useEffect(() => onNavigationStart((url) => setTarget(new URL(url, window.location.href).pathname)), [setTarget]);
  return target;
}
