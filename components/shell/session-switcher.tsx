"use client";
import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";

export interface SessionSwitcherProps {
  /** Open sessions, the last used first. */
  sessions: readonly { id: number; name: string }[];
  /** The session of this page; null where there is none. */
  current: number | null;
  sessionHref: (sessionId: number) => string;
  /** Where all of them are. */
  allHref: string;
  onCreate: () => void;
  /** Why this person may not; null: they may. */
  whyNoCreate: string | null;
}

const load = () => import("./session-menu.tsx");
const SessionMenu = lazy(async () => ({ default: (await load()).SessionMenu }));

/** Which session is on the screen, and the way to another. */
export function SessionSwitcher(props: SessionSwitcherProps) {
  const name = props.sessions.find((session) => session.id === props.current)?.name;
  return (
    <MenuOnDemand
      prefetch={load}
      popup="dialog"
      menu={(trigger) => <SessionMenu {...props} trigger={trigger} />}
      trigger={
        <Button
          variant="secondary"
          size="sm"
          className="min-w-0 shrink justify-between font-medium text-base"
          aria-label={name === undefined ? "Choose a session" : `Session ${name}: choose another`}
        >
          <span className="truncate sm:max-w-56">{name ?? "Choose a session"}</span>
          <ChevronsUpDown aria-hidden />
        </Button>
      }
    />
  );
}
