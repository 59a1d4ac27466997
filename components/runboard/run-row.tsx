import Link from "next/link";
import type { ReactNode } from "react";
import { RunStatusMark } from "../status/status-mark.tsx";
import type { RunView } from "../types.ts";

export interface RunRowProps {
  run: RunView;
  href: string;
  /** What stands at the right: why it waits, when it ended. */
  children?: ReactNode;
  /** What can be done with it, at the very right. */
  menu?: ReactNode;
}

/** A queued or finished run on one line of a lane. */
export function RunRow({ run, href, children, menu }: RunRowProps) {
  return (
    <li className="relative flex h-8 items-center gap-2 rounded-sm px-1.5 hover:bg-hover" data-run={run.id}>
      <RunStatusMark run={run} compact />
      <Link
        href={href}
        // Runs come and go by the hundred; each prefetch would be a page rendered for nobody.
        prefetch={false}
        className="flex min-w-0 flex-1 gap-1.5 after:absolute after:inset-0 after:rounded-sm"
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
      <span className="max-w-[60%] shrink-0 truncate text-muted text-sm">{children}</span>
      {menu && <span className="relative shrink-0">{menu}</span>}
    </li>
  );
}
