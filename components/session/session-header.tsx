"use client";
import { Play } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { countText } from "./count-text.ts";

export interface SessionHeaderProps {
  session: SessionView;
  /** Why this person may start nothing in it; null: they may. */
  whyNot: string | null;
  /** Live workers; null while unknown. */
  liveWorkers: number | null;
  onStart: () => void;
  /** What else can be opened from here. */
  actions?: ReactNode;
  /** What concerns the session as a whole, beside its name. */
  menu?: ReactNode;
}

/** The session's name, what is going on in it, and the way to start a run. */
export function SessionHeader({ session, whyNot, liveWorkers, onStart, actions, menu }: SessionHeaderProps) {
  const archived = session.archived_at !== null;
  return (
    <header className="flex flex-col gap-2 px-3 pt-3 sm:px-4 sm:pt-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="flex min-w-0 items-center gap-x-3 max-sm:w-full max-sm:justify-between">
          <h1 className="wrap-anywhere min-w-0 font-semibold text-xl">{session.name}</h1>
          {menu}
        </div>
        {archived && <Badge>Archived</Badge>}
        {session.visibility === "members" && <Badge>Members only</Badge>}
        <p className="flex gap-3 text-muted">
          {session.active_count !== null && <span>{session.active_count} running</span>}
          {session.queued_count !== null && <span>{session.queued_count} queued</span>}
          {liveWorkers !== null && <span className="max-sm:hidden">{countText(liveWorkers, "live worker")}</span>}
        </p>
        <div className="ml-auto flex gap-2">
          {actions}
          <Button variant="primary" whyNot={whyNot} onClick={onStart}>
            <Play aria-hidden />
            Start run
          </Button>
        </div>
      </div>
      {liveWorkers === 0 && !archived && (
        <Notice tone="warn" role="status" title="No worker is live">
          Runs stay queued until a worker calls. Start one with “npm start”, or look at the worker's own log.
        </Notice>
      )}
    </header>
  );
}
