"use client";
import { ChevronDown } from "lucide-react";
import { lazy } from "react";
import { cn } from "../ui/cn.ts";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";
import type { NavItem } from "./app-shell.tsx";

/** How a page's name looks in the bar. */
export const tabStyle = (current: boolean) =>
  cn(
    "flex h-9 shrink-0 items-center border-transparent border-b-2 font-medium text-muted -outline-offset-2 hover:text-text xl:h-11",
    current && "border-accent text-text",
  );

const load = () => import("./more-pages-panel.tsx");
const MorePagesPanel = lazy(async () => ({ default: (await load()).MorePagesPanel }));

/** On a phone: the pages that the bar has no room for. The one that is on the screen gives it its name. */
export function MorePages({ pages }: { pages: readonly NavItem[] }) {
  const current = pages.find((page) => page.current);
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <MorePagesPanel trigger={trigger} pages={pages} />}
      trigger={
        <button
          type="button"
          className={cn(tabStyle(current !== undefined), "gap-1 sm:hidden")}
          aria-label={current === undefined ? "More pages" : `${current.label}: more pages`}
        >
          {current?.label ?? "More"}
          <ChevronDown aria-hidden className="size-3.5" />
        </button>
      }
    />
  );
}
