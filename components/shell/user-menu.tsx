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
        <Button variant="ghost" size="sm" aria-label={`${name}, ${role}: theme and sign-out`}>
          <span className="max-w-24 truncate sm:max-w-40">{name}</span>
          <ChevronDown aria-hidden />
        </Button>
      }
    />
  );
}
