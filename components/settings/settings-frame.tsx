import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";

export interface SettingsFrameProps {
  pages: readonly { label: string; href: string; current: boolean }[];
  children: ReactNode;
}

/** The settings' own navigation beside their page; above it on a phone. */
export function SettingsFrame({ pages, children }: SettingsFrameProps) {
  return (
    <div className="flex flex-col sm:flex-row">
      <nav
        aria-label="Settings"
        className="flex shrink-0 flex-wrap gap-1 px-3 pt-3 sm:w-44 sm:flex-col sm:flex-nowrap sm:py-4 sm:pr-0 sm:pl-4"
      >
        {pages.map(({ label, href, current }) => (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "whitespace-nowrap rounded-md px-2.5 py-1.5 font-medium text-muted hover:bg-hover hover:text-text",
              current && "bg-hover text-text",
            )}
          >
            {label}
          </Link>
        ))}
      </nav>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
