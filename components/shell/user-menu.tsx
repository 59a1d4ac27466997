"use client";
import { ChevronDown, LogOut } from "lucide-react";
import { Button } from "../ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import { ThemeMenu, type ThemeMenuProps } from "./theme-menu.tsx";

export interface UserMenuProps extends ThemeMenuProps {
  user: { name: string; role: "admin" | "operator" | "auditor" };
  onSignOut: () => void;
}

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ user, onSignOut, ...theme }: UserMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`${user.name}, ${user.role}: theme and sign-out`}>
          <span className="max-w-24 truncate sm:max-w-40">{user.name}</span>
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuLabel>
          {user.name}, {user.role}
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        <ThemeMenu {...theme} />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={onSignOut}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
