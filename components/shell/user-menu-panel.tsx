"use client";
import { LogOut, Settings } from "lucide-react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import { Link } from "../ui/link.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import type { UserMenuProps } from "./user-menu.tsx";

/** What the user's menu holds. */
export function UserMenuPanel({ trigger, user, settingsHref, onSignOut, ...theme }: UserMenuProps & MenuProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuLabel>
          {user.name}, {user.role}
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        <ThemeMenu {...theme} />
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href={settingsHref}>
            <Settings aria-hidden />
            Settings
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={onSignOut}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
