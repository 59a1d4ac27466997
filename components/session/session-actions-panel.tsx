"use client";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { SessionActionsMenuProps } from "./session-actions-menu.tsx";

/** What the session's menu holds. Not modal: a dialog follows, which takes the focus. */
export function SessionActionsPanel({ trigger, archived, whyNot, onAsk }: SessionActionsMenuProps & MenuProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" whyNot={whyNot}>
        <DropdownMenuItem onSelect={() => onAsk("members")}>Members and visibility…</DropdownMenuItem>
        <DropdownMenuSeparator />
        {archived ? (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => onAsk("reopen")}>
            Reopen…
          </DropdownMenuItem>
        ) : (
          <>
            <DropdownMenuItem whyNot={whyNot} onSelect={() => onAsk("rename")}>
              Rename…
            </DropdownMenuItem>
            <DropdownMenuItem whyNot={whyNot} danger onSelect={() => onAsk("archive")}>
              Archive…
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
