"use client";
import { ChevronDown } from "lucide-react";
import { lazy } from "react";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";
import type { ThemeMenuProps } from "./theme-menu.tsx";

export interface UserMenuProps extends ThemeMenuProps {
  user: { name: string; role: "admin" | "operator" | "auditor" };
  settingsHref: string;
  onSignOut: () => void;
}

const load = () => import("./user-menu-panel.tsx");
const UserMenuPanel = lazy(async () => ({ default: (await load()).UserMenuPanel }));

/** Who is signed in, the theme, and the way out. */
export function UserMenu(props: UserMenuProps) {
  const { name, role } = props.user;
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <UserMenuPanel {...props} trigger={trigger} />}
      trigger={
        <Button variant="ghost" size="sm" className="px-1.5 sm:px-2">
          {/* What is seen is part of what it is called. */}
          <span className="sm:hidden">{initialsOf(name)}</span>
          <span aria-hidden className="max-w-40 truncate max-sm:hidden">
            {name}
          </span>
          <span className="sr-only">{`${name}, ${role}: theme and sign-out`}</span>
          <ChevronDown aria-hidden />
        </Button>
      }
    />
  );
}

/** `AB` for Ada Byron: what a phone's bar has room for. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? "")[0] ?? "",
  );
  return letters.join("").toUpperCase();
}
