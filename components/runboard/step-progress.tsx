import type { RunProgress } from "../types.ts";
import { cn } from "../ui/cn.ts";

/** Above this many steps, single segments would be too thin to count. */
const mostSegments = 20;

/** `Step 2 of 5  Build`, over one segment for each step. */
export function StepProgressBar({ progress }: { progress: RunProgress | null }) {
  if (progress === null) return <p className="text-muted text-sm">Waiting for its first step</p>;
  const { current, total, name, waits } = progress;
  const segments = Array.from({ length: total }, (_, index) => index + 1);
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex gap-2 text-sm">
        <span className="shrink-0 text-muted">
          Step {current} of {total}
        </span>
        <span className="truncate">{name}</span>
        {waits !== null && <span className="shrink-0 text-muted">{waits}</span>}
      </p>
      {total <= mostSegments && (
        <div aria-hidden className="flex gap-0.5">
          {segments.map((step) => (
            <span
              key={step}
              className={cn(
                "h-1 flex-1 rounded-full transition-colors duration-300",
                step < current
                  ? "bg-accent"
                  : step > current
                    ? "bg-line"
                    : waits === null
                      ? "bg-accent/55"
                      : "bg-warn/70",
              )}
            />
          ))}
        </div>
      )}
    </div>
  );
}
