"use client";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { SessionActionsMenuProps } from "./session-actions-menu.tsx";

/** What the session's menu holds. Not modal: a dialog follows, which takes the focus. */
export function SessionActionsPanel({ trigger, archived, canWrite, onAsk }: SessionActionsMenuProps & MenuProps) {
  return (
    <DropdownMenu defaultOpen modal={false}>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuItem onSelect={() => onAsk("members")}>Members and visibility…</DropdownMenuItem>
        <DropdownMenuSeparator />
        {!canWrite && <DropdownMenuLabel>Operators and admins change it</DropdownMenuLabel>}
        {archived ? (
          <DropdownMenuItem disabled={!canWrite} onSelect={() => onAsk("reopen")}>
            Reopen…
          </DropdownMenuItem>
        ) : (
          <>
            <DropdownMenuItem disabled={!canWrite} onSelect={() => onAsk("rename")}>
              Rename…
            </DropdownMenuItem>
            <DropdownMenuItem disabled={!canWrite} danger onSelect={() => onAsk("archive")}>
              Archive…
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
