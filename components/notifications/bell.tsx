"use client";
import { Bell as BellIcon } from "lucide-react";
import { lazy } from "react";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";

export interface NewsItem {
  key: string;
  kind: "succeeded" | "failed" | "cancelled" | "approval";
  title: string;
  detail: string;
  href: string;
  at: string;
}

export interface BellProps {
  /** Of the last day, the newest first. */
  news: readonly NewsItem[];
  unread: number;
  /** The list is before the reader's eyes. */
  onRead: () => void;
}

const load = () => import("./bell-panel.tsx");
const BellPanel = lazy(async () => ({ default: (await load()).BellPanel }));

/** How much is new that concerns the reader, and the list of it. */
export function Bell(props: BellProps) {
  const { unread } = props;
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <BellPanel {...props} trigger={trigger} />}
      trigger={
        <Button
          variant="ghost"
          size="sm"
          className="px-1.5"
          aria-label={unread === 0 ? "Notifications" : `Notifications: ${unread} unread`}
        >
          <BellIcon aria-hidden className="size-4!" />
          {unread > 0 && (
            // On a phone the bar has no room for a number; the button's name has it.
            <span className="size-2 rounded-full bg-accent text-accent tabular-nums sm:size-auto sm:bg-accent-soft sm:px-1.5">
              <span className="max-sm:hidden">{unread > 99 ? "99+" : unread}</span>
            </span>
          )}
        </Button>
      }
    />
  );
}
