import type { ReactNode } from "react";
import { OverviewLoading, RunboardLoading, RunLoading, TableLoading } from "../../components/states/loading.tsx";
import { EditorLoading } from "../../components/templates/editor-loading.tsx";

const tables: Readonly<Record<string, string>> = {
  "/sessions": "the sessions",
  "/runs": "the runs",
  "/approvals": "the approvals",
  "/templates": "the templates",
  "/schedules": "the schedules",
  "/workers": "the workers",
  "/audit": "the audit log",
  "/settings/operators": "the operators",
  "/settings/retention": "the retention",
  "/settings/api-keys": "the API keys",
};

/** What stands for a page while it is on its way, in the size of what comes. */
export function outlineOf(pathname: string): ReactNode {
  if (pathname === "/overview") return <OverviewLoading />;
  if (pathname.startsWith("/runs/")) return <RunLoading />;
  if (pathname.startsWith("/sessions/")) return <RunboardLoading />;
  if (pathname.startsWith("/templates/")) {
    return (
      <div className="p-3 sm:p-4">
        <h1 className="sr-only">Loading the template</h1>
        <EditorLoading />
      </div>
    );
  }
  return <TableLoading what={tables[pathname] ?? "the page"} rows={pathname.startsWith("/settings/") ? 4 : 8} />;
}
