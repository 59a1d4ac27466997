import { GripVertical } from "lucide-react";
import type { ReactNode } from "react";
import { RunStatusMark } from "../status/status-mark.tsx";
import type { RunView } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";
import { liftHintId } from "./drag-status.tsx";

export interface RunRowProps {
  run: RunView;
  href: string;
  /** What stands at the right: why it waits, when it ended. */
  children?: ReactNode;
  /** What can be done with it, at the very right. */
  menu?: ReactNode;
  /** Absent for a run that is in no queue. */
  queue?: QueuedRow | undefined;
}

export interface QueuedRow {
  movable: boolean;
  /** It is on its way to another place. */
  held: boolean;
  /** On which side of it the run that is on its way would be put. */
  mark: "before" | "after" | null;
}

const marks = {
  before: "before:absolute before:inset-x-0 before:-top-px before:h-0.5 before:bg-accent",
  after: "before:absolute before:inset-x-0 before:-bottom-px before:h-0.5 before:bg-accent",
} as const;

/** A queued or finished run on one line of a lane. */
export function RunRow({ run, href, children, menu, queue }: RunRowProps) {
  return (
    <li
      className={cn(
        "group relative flex h-(--lane-row-height) items-center gap-2 rounded-sm px-1.5 hover:bg-hover",
        queue?.held && "bg-accent-soft opacity-60",
        queue?.mark && marks[queue.mark],
      )}
      data-run={run.id}
      data-queued={queue && true}
      draggable={queue?.movable}
    >
      {queue?.movable && (
        <GripVertical
          aria-hidden
          className="-left-2.5 absolute size-3 cursor-grab text-muted opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
        />
      )}
      <RunStatusMark run={run} compact />
      <Link
        href={href}
        // Else the browser drags the address and not the row.
        draggable={queue?.movable ? false : undefined}
        aria-describedby={queue?.movable ? liftHintId : undefined}
        className="flex min-w-0 flex-1 gap-1.5 whole after:rounded-sm"
        title={run.title}
      >
        <span className="text-muted">{run.id}</span>
        <span className="truncate">{run.title}</span>
      </Link>
      {run.status === "queued" && run.priority !== 0 && (
        <span className="shrink-0 text-muted text-sm" title={`Priority ${run.priority}`}>
          <span className="sr-only">Priority </span>
          {run.priority > 0 ? `+${run.priority}` : run.priority}
        </span>
      )}
      <span className="max-w-[50%] shrink-0 truncate text-muted text-sm">{children}</span>
      {menu && <span className="relative shrink-0">{menu}</span>}
    </li>
  );
}
