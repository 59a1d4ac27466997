import { ChevronRight } from "lucide-react";
import { cn } from "../ui/cn.ts";

export interface LogHeadingProps {
  title: string;
  attempt: number;
  folded: boolean;
  /** Count and duration, as far as they are known. */
  summary: string;
  onToggle: () => void;
}

/** Where a step begins: folds its lines away, and says how many there are. */
export function LogHeading({ title, attempt, folded, summary, onToggle }: LogHeadingProps) {
  return (
    <button
      type="button"
      aria-expanded={!folded}
      onClick={onToggle}
      className="flex min-h-6 min-w-0 flex-1 items-center gap-1.5 text-left font-sans text-base leading-5 -outline-offset-2"
    >
      <ChevronRight aria-hidden className={cn("size-3.5 shrink-0 text-muted", !folded && "rotate-90")} />
      <span className="truncate font-medium">{title}</span>
      {attempt > 1 && <span className="shrink-0 text-muted">attempt {attempt}</span>}
      <span className="shrink-0 text-muted text-sm">{summary}</span>
    </button>
  );
}
