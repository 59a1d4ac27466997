"use client";
import { Check, Plus } from "lucide-react";
import Link from "next/link";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { SessionSwitcherProps } from "./session-switcher.tsx";

/** The open sessions, and the way to a new one. */
export function SessionMenu({ trigger, sessions, current, sessionHref, onCreate }: SessionSwitcherProps & MenuProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
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
