"use client";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { Button } from "../ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";

export interface SessionSwitcherProps {
  /** Open sessions, the last used first. */
  sessions: readonly { id: number; name: string }[];
  /** The session of this page; null where there is none. */
  current: number | null;
  sessionHref: (sessionId: number) => string;
  /** Absent for those who may not. */
  onCreate?: (() => void) | undefined;
}

/** Which session is on the screen, and the way to another. */
export function SessionSwitcher({ sessions, current, sessionHref, onCreate }: SessionSwitcherProps) {
  const name = sessions.find((session) => session.id === current)?.name;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="secondary"
          size="sm"
          className="min-w-0 shrink justify-between font-medium text-base"
          aria-label={name === undefined ? "Choose a session" : `Session ${name}: choose another`}
        >
          <span className="max-w-32 truncate sm:max-w-56">{name ?? "Choose a session"}</span>
          <ChevronsUpDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuLabel>Sessions</DropdownMenuLabel>
        {sessions.map((session) => (
          <DropdownMenuItem key={session.id} asChild>
            <Link href={sessionHref(session.id)} aria-current={session.id === current ? "page" : undefined}>
              <span className="min-w-0 max-w-64 flex-1 truncate">{session.name}</span>
              {session.id === current && <Check aria-hidden />}
            </Link>
          </DropdownMenuItem>
        ))}
        {sessions.length === 0 && <p className="px-2 py-1 text-muted">No open session.</p>}
        {onCreate !== undefined && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={onCreate}>
              <Plus aria-hidden />
              New session
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
