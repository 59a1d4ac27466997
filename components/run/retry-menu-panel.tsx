"use client";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { RetryMenuProps } from "./retry-menu.tsx";

/** What the menu of a run that has ended holds. */
export function RetryMenuPanel({ trigger, onRetry, onEdit, edit, whyNot }: MenuProps & RetryMenuProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" whyNot={whyNot}>
        <DropdownMenuItem whyNot={whyNot} onSelect={() => onRetry("failed_step")}>
          From the step that did not succeed
        </DropdownMenuItem>
        <DropdownMenuItem whyNot={whyNot} onSelect={() => onRetry("start")}>
          From the start
        </DropdownMenuItem>
        {onEdit !== null && <DropdownMenuItem onSelect={onEdit}>{edit}</DropdownMenuItem>}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
