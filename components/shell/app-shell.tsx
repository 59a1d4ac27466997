"use client";
import type { ReactNode } from "react";
import type { ConnectionState } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { ConnectionMark } from "./connection-mark.tsx";
import { Logo } from "./logo.tsx";
import { MorePages, tabStyle } from "./more-pages.tsx";
import { SessionSwitcher, type SessionSwitcherProps } from "./session-switcher.tsx";
import { UserMenu, type UserMenuProps } from "./user-menu.tsx";

export interface NavItem {
  label: string;
  href: string;
  /** The page, or one below it, is on the screen or on its way there. */
  current: boolean;
  /** On a phone it stands in the bar, the others in a menu: for watching, cancelling and approving. */
  always: boolean;
  /** How many things wait there for the reader; 0 shows none. */
  count: number;
}

export interface AppShellProps {
  nav: readonly NavItem[];
  sessions: SessionSwitcherProps;
  user: UserMenuProps;
  /** Commands, notifications and the like, in the corner. */
  tools?: ReactNode;
  connection: ConnectionState;
  onReconnect?: (() => void) | undefined;
  children: ReactNode;
}

/** What stands around every page of somebody who is signed in. */
export function AppShell({ nav, sessions, user, tools, connection, onReconnect, children }: AppShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="-translate-y-16 fixed top-2 left-2 z-50 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 flex flex-wrap items-center gap-x-3 border-line border-b bg-surface px-3 sm:px-4 xl:flex-nowrap">
        <div className="flex h-11 min-w-0 flex-1 items-center gap-2.5 xl:flex-initial">
          <Link href="/" className="flex h-6 shrink-0 items-center gap-2 font-semibold" aria-label="Ops Control Room">
            <Logo />
            <span className="hidden lg:inline">Ops Control Room</span>
          </Link>
          <SessionSwitcher {...sessions} />
        </div>
        <div className="ml-auto flex h-11 shrink-0 items-center gap-2 sm:gap-3 xl:order-last">
          {tools}
          <ConnectionMark state={connection} />
          <UserMenu {...user} />
        </div>
        <nav
          aria-label="Main"
          className="-mx-3 sm:-mx-4 flex w-[calc(100%+1.5rem)] shrink-0 gap-2 overflow-x-auto px-3 max-sm:justify-between sm:w-[calc(100%+2rem)] sm:gap-4 sm:px-4 xl:mx-0 xl:w-auto xl:px-2"
        >
          {nav.map((item) => (
            <Link
              key={item.href}
              href={item.href}
              aria-current={item.current ? "page" : undefined}
              className={cn(tabStyle(item.current), !item.always && "max-sm:hidden")}
            >
              {item.label}
              {item.count > 0 && (
                <span className="ml-1.5 rounded-full bg-warn-soft px-1.5 text-sm text-warn tabular-nums">
                  {item.count}
                  <span className="sr-only"> wait for you</span>
                </span>
              )}
            </Link>
          ))}
          <MorePages pages={nav.filter(({ always }) => !always)} />
        </nav>
      </header>
      <ConnectionBanner state={connection} onRetry={onReconnect} />
      <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        {children}
      </main>
    </div>
  );
}
