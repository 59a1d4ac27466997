"use client";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../ui/dropdown-menu.tsx";
import { Link } from "../ui/link.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { NavItem } from "./app-shell.tsx";

/** What the menu of further pages holds. */
export function MorePagesPanel({ trigger, pages }: MenuProps & { pages: readonly NavItem[] }) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {pages.map(({ href, label, current }) => (
          <DropdownMenuItem key={href} asChild>
            <Link href={href} aria-current={current ? "page" : undefined} className="aria-[current=page]:font-medium">
              {label}
            </Link>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
