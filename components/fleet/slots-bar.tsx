import { cn } from "../ui/cn.ts";

/** Slots used of those there are: a bar and the numbers. */
export function SlotsBar({ used, slots, idle = false }: { used: number; slots: number; idle?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="hidden h-1.5 w-12 overflow-hidden rounded-sm bg-hover sm:block">
        <span
          className={cn("block h-full", idle ? "bg-muted" : "bg-accent")}
          style={{ width: `${Math.min(100, (used / slots) * 100)}%` }}
        />
      </span>
      <span className="tabular-nums">
        {used}
        <span className="text-muted">/{slots}</span>
        <span className="sr-only"> slots used</span>
      </span>
    </span>
  );
}
