"use client";
import { notifyManager, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useParams, usePathname, useRouter } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { whyNot } from "../../components/access/why-not.model.ts";
import { sortForViewer } from "../../components/approvals/approval.model.ts";
import { AppShell } from "../../components/shell/app-shell.tsx";
import { ShortcutsProvider } from "../../components/shortcuts/shortcuts.tsx";
import type { Appearance } from "../../components/types.ts";
import { pendingApprovalsQuery } from "../../lib/approvals/approval-list-query.ts";
import { useApprovalChannel } from "../../lib/approvals/use-approval-channel.ts";
import { useControlRoom } from "../../lib/context.ts";
import { actionResult } from "../../lib/query/action-result.ts";
import { useConnection } from "../../lib/realtime/use-connection.ts";
import { useDatabaseWatch } from "../../lib/realtime/use-database-watch.ts";
import { runQuery } from "../../lib/runs/run-query.ts";
import { useRunListChannel } from "../../lib/runs/use-run-list-channel.ts";
import { useCreateSession } from "../../lib/sessions/session-create-mutation.ts";
import { sessionListQuery } from "../../lib/sessions/session-list-query.ts";
import { AppearanceContext, useAppearanceState } from "./appearance.tsx";
import { MeContext, type Operator } from "./me.tsx";
import { PageOnItsWay } from "./page-on-its-way.tsx";
import { Tools } from "./tools.tsx";
import { useSignOut } from "./use-sign-out.ts";
import { useWayAhead } from "./use-way-ahead.ts";

const CreateSessionDialog = dynamic(() =>
  import("../../components/session/create-session-dialog.tsx").then((module) => module.CreateSessionDialog),
);

const pages = [
  { label: "Overview", href: "/overview", always: true },
  { label: "Sessions", href: "/sessions", always: true },
  { label: "Runs", href: "/runs", always: true },
  { label: "Approvals", href: "/approvals", always: true },
  { label: "Templates", href: "/templates", always: false },
  { label: "Schedules", href: "/schedules", always: false },
  { label: "Workers", href: "/workers", always: false },
  { label: "Audit", href: "/audit", always: false },
  { label: "Settings", href: "/settings", always: false },
];

interface ShellProps {
  me: Operator;
  appearance: Appearance;
  children: ReactNode;
}

/** What stands around every page of an operator, with its data. */
export function Shell({ me, appearance, children }: ShellProps) {
  const { connect } = useControlRoom();
  const connection = useConnection();
  useDatabaseWatch();
  useRunListChannel();
  useApprovalChannel();
  const pending = useQuery(pendingApprovalsQuery(connect));
  const waiting = useMemo(() => sortForViewer(pending.data ?? [], me).mine, [pending.data, me]);
  const sessions = useQuery(sessionListQuery(connect, false));
  const signOut = useSignOut();
  const looks = useAppearanceState(appearance);
  const [creating, setCreating] = useState(false);
  const create = useCreateSession();
  const router = useRouter();
  const here = usePathname();
  // The bar follows at once: that a press was understood is seen before its page is there.
  const pathname = useWayAhead() ?? here;
  const { sessionId, runId } = useParams<{ sessionId?: string; runId?: string }>();
  const ofRun = useSessionOfRun(runId);

  const current = sessionId === undefined ? ofRun : Number(sessionId);

  // The way to the list of runs leads to the view that its reader has chosen; the address alone says what is listed.
  const runs = `/runs${me.defaultRunView?.query ?? ""}`;
  const ways = useMemo(() => pages.map((page) => (page.href === "/runs" ? { ...page, href: runs } : page)), [runs]);
  const changeTheme = (theme: Appearance["theme"]) => looks.change({ theme });
  return (
    <MeContext value={me}>
      <ShortcutsProvider>
        <AppShell
          tools={
            <Tools
              {...{ pages: ways, waiting, theme: looks.appearance.theme }}
              sessions={sessions.data ?? []}
              sessionId={current}
              onThemeChange={changeTheme}
            />
          }
          nav={pages.map((page, place) => ({
            ...(ways[place] ?? page),
            count: page.href === "/approvals" ? waiting.length : 0,
            current: pathname === page.href || pathname.startsWith(`${page.href}/`),
          }))}
          sessions={{
            sessions: sessions.data ?? [],
            current,
            sessionHref: (id) => `/sessions/${id}`,
            allHref: "/sessions",
            onCreate: () => setCreating(true),
            whyNoCreate: whyNot(me.role, "write"),
          }}
          user={{
            user: { name: me.name, role: me.role },
            theme: looks.appearance.theme,
            onThemeChange: changeTheme,
            settingsHref: "/settings",
            onSignOut: () => void signOut(),
          }}
          connection={connection}
          onReconnect={() => void connect().then(({ realtime }) => realtime.connect())}
        >
          <AppearanceContext value={looks}>
            <PageOnItsWay except="/settings/">{children}</PageOnItsWay>
          </AppearanceContext>
        </AppShell>
        {creating && (
          <CreateSessionDialog
            open
            onOpenChange={setCreating}
            onCreate={(request) =>
              actionResult(
                create.mutateAsync(request).then((session) => {
                  setCreating(false);
                  router.push(`/sessions/${session.id}`);
                }),
              )
            }
          />
        )}
      </ShortcutsProvider>
    </MeContext>
  );
}

/**
 * The session of the run whose page is on the screen, once that page has read it. A query of our own would be there before the page's, whose
 * data from the server would then wait for an effect instead of being in the first answer.
 */
function useSessionOfRun(runId: string | undefined): number | null {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) => cache.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [cache],
  );
  const read = () =>
    runId === undefined
      ? null
      : (cache.getQueryData(runQuery(connect, Number(runId)).queryKey)?.run.session_id ?? null);
  return useSyncExternalStore(subscribe, read, () => null);
}
