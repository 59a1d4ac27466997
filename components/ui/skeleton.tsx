import { cn } from "./cn.ts";

/** Holds the place of what is loading, in its size; still, because nothing has changed yet. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("rounded-sm bg-hover", className)} />;
}
