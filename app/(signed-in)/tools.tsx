"use client";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Bell } from "../../components/notifications/bell.tsx";
import { useShortcuts } from "../../components/shortcuts/shortcuts.tsx";
import type { ThemeChoice } from "../../components/types.ts";
import { Button } from "../../components/ui/button.tsx";
import { Key } from "../../components/ui/key.tsx";
import type { Toast } from "../../components/ui/toast-host.tsx";
import { useNews } from "../../lib/notifications/use-news.ts";
import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { notificationsWanted } from "../notification-choice.ts";
import { useMe } from "./me.tsx";

const Palette = dynamic(() => import("./palette.tsx"));
const ShortcutsDialog = dynamic(() =>
  import("../../components/shortcuts/shortcuts-dialog.tsx").then((module) => module.ShortcutsDialog),
);
const ToastHost = dynamic(() => import("../../components/ui/toast-host.tsx").then((module) => module.ToastHost));

export interface ToolsProps {
  pages: readonly { label: string; href: string }[];
  sessions: readonly { id: number; name: string }[];
  /** Of the page that is on the screen. */
  sessionId: number | null;
  /** Approvals that wait for the reader. */
  waiting: readonly Approval[];
  theme: ThemeChoice;
  onThemeChange: (theme: ThemeChoice) => void;
}

/** What is at hand on every page: commands, shortcuts, notifications. */
export function Tools({ pages, sessions, sessionId, waiting, theme, onThemeChange }: ToolsProps) {
  const me = useMe();
  const router = useRouter();
  const pathname = usePathname();
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  // The host takes away what has left the list, so it outlives the last one.
  const [everToasted, setEverToasted] = useState(false);
  const show = (toast: Toast) => {
    setEverToasted(true);
    setToasts((before) => [...before.slice(-20), toast]);
  };
  const bell = useNews(me.userId, waiting, {
    ...{ pathname, open: (href) => router.push(href), wants: notificationsWanted },
    withdraw: (gone) => setToasts((before) => before.filter(({ key }) => key !== gone)),
    toast: ({ key, title, detail, kind, href }) =>
      show({
        ...{ key, title, detail, tone: kind === "failed" ? "bad" : "neutral" },
        action: { label: kind === "approval" ? "Decide" : "Open", onClick: () => router.push(href) },
      }),
  });
  useShortcuts("Everywhere", [
    { keys: ["Ctrl", "K"], does: "Commands, templates, runs, places" },
    { keys: ["?"], does: "This list", run: () => setOpen("shortcuts") },
  ]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((before) => (before === "palette" ? null : "palette"));
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <Button variant="ghost" size="sm" className="px-1.5" onClick={() => setOpen("palette")}>
        <Search aria-hidden className="size-4!" />
        <span className="sr-only">Commands</span>
        <span className="hidden gap-1 lg:inline-flex">
          <Key>Ctrl</Key>
          <Key>K</Key>
        </span>
      </Button>
      <Bell news={bell.news} unread={bell.unread} onRead={bell.markRead} />
      {open === "palette" && (
        <Palette {...{ pages, sessions, sessionId, onThemeChange }} onClose={() => setOpen(null)} onToast={show} />
      )}
      {open === "shortcuts" && <ShortcutsDialog onOpenChange={(next) => !next && setOpen(null)} />}
      {everToasted && <ToastHost theme={theme} toasts={toasts} />}
    </>
  );
}
