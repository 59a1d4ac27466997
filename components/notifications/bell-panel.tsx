"use client";
import { BellRing, CircleHelp, Settings2 } from "lucide-react";
import { statusLook } from "../status/status.model.ts";
import { StatusMark } from "../status/status-mark.tsx";
import { Age } from "../status/time.tsx";
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
import type { BellProps, NewsItem } from "./bell.tsx";
import { askForPermission, usePermission } from "./use-permission.ts";

/** What concerned the reader in the last day, and the way to what of it is told. */
export function BellPanel({ trigger, news, onRead }: BellProps & MenuProps) {
  return (
    <DropdownMenu defaultOpen onOpenChange={(open) => !open && onRead()}>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-[min(22rem,calc(100vw-1rem))]">
        <DropdownMenuLabel>Your runs and approvals</DropdownMenuLabel>
        {news.slice(0, 12).map((item) => (
          <DropdownMenuItem key={item.key} asChild>
            <Link href={item.href} className="h-auto items-start">
              <Mark kind={item.kind} />
              <span className="min-w-0 flex-1">
                <span className="wrap-anywhere block font-medium">{item.title}</span>
                <span className="block truncate text-muted text-sm">{item.detail}</span>
              </span>
              <Age at={item.at} className="shrink-0 text-muted text-sm" />
            </Link>
          </DropdownMenuItem>
        ))}
        {news.length === 0 && (
          <p className="px-2 py-1 text-muted">Runs that you start, and approvals that wait for you, are told here.</p>
        )}
        <DropdownMenuSeparator />
        <BrowserNotifications />
        <DropdownMenuItem asChild>
          <Link href="/settings/notifications">
            <Settings2 aria-hidden />
            What you are told
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function Mark({ kind }: Pick<NewsItem, "kind">) {
  if (kind === "approval") return <CircleHelp aria-label="Waits for you" className="mt-0.5 size-4! text-warn" />;
  return <StatusMark look={statusLook(kind)} compact className="mt-0.5" />;
}

/** Asks for the permission only when it is clicked. */
function BrowserNotifications() {
  const permission = usePermission();
  if (permission !== "default") return null;
  return (
    <DropdownMenuItem
      onSelect={(event) => {
        event.preventDefault();
        void askForPermission();
      }}
    >
      <BellRing aria-hidden />
      Tell me in the browser, too
    </DropdownMenuItem>
  );
}
