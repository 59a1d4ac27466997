import type { ReactNode } from "react";
import { SettingsFrame } from "../../components/settings/settings-frame.tsx";
import { Page } from "../../components/shell/page.tsx";
import {
  ActionLoading,
  OverviewLoading,
  RunboardLoading,
  RunLoading,
  TableLoading,
  TitleLoading,
} from "../../components/states/loading.tsx";
import { EditorLoading } from "../../components/templates/editor-loading.tsx";
import { Skeleton } from "../../components/ui/skeleton.tsx";
import { settingsPages } from "./settings/pages.ts";

/** A page whose content is a table. */
interface Listing {
  title: ReactNode;
  what: string;
  /** Something stands at the right of its title. */
  actions?: true;
  /** Filters stand under it, on a phone in several lines: their height there. */
  filters?: string;
}

const listings: Readonly<Record<string, Listing>> = {
  "/sessions": { title: "Sessions", what: "the sessions", actions: true },
  "/runs": { title: "Runs", what: "the runs", actions: true, filters: "h-17" },
  "/approvals": { title: "Approvals", what: "the approvals" },
  "/templates": { title: "Templates", what: "the templates", actions: true, filters: "h-17" },
  "/schedules": { title: "Schedules", what: "the schedules", actions: true },
  "/workers": { title: "Workers", what: "the workers" },
  "/audit": { title: "Audit", what: "the audit log", actions: true, filters: "h-26.5" },
};

/** What stands for a page while it is on its way: its head as it will be, and its content in the size of what comes. */
export function outlineOf(pathname: string, framed: boolean): ReactNode {
  if (pathname === "/overview") {
    return (
      <Page title="Overview" panel={false} actions={<ActionLoading />}>
        <OverviewLoading />
      </Page>
    );
  }
  if (pathname.startsWith("/runs/")) return <RunLoading />;
  // The start page leads to the session that was last on the screen.
  if (pathname === "/" || pathname.startsWith("/sessions/")) return <RunboardLoading />;
  if (pathname.startsWith("/templates/")) {
    return (
      <Page title={<TitleLoading what="the template" />} panel={false}>
        <EditorLoading />
      </Page>
    );
  }
  if (pathname.startsWith("/settings")) {
    const page = <SettingsPage pathname={pathname} />;
    return framed ? page : <SettingsFrame pages={settingsPages(pathname)}>{page}</SettingsFrame>;
  }
  const { title, what, actions, filters } = listings[pathname] ?? {
    title: <TitleLoading what="the page" />,
    what: "it",
  };
  return (
    <Page
      title={title}
      actions={actions && <ActionLoading />}
      bar={filters && <Skeleton className={`${filters} w-full sm:h-7.5`} />}
    >
      <TableLoading what={what} />
    </Page>
  );
}

function SettingsPage({ pathname }: { pathname: string }) {
  const page = settingsPages(pathname).find(({ current }) => current);
  return (
    <Page title={page?.label}>
      <TableLoading what={page?.what ?? "the settings"} rows={4} />
    </Page>
  );
}
