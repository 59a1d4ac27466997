"use client";
import { Archive, PencilLine, ShieldAlert } from "lucide-react";
import { LastRun, type LastRunProps } from "../status/last-run.tsx";
import { Age } from "../status/time.tsx";
import { Badge } from "../ui/badge.tsx";
import { Link } from "../ui/link.tsx";
import { ActionsHead, Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { type TemplateActions, TemplateMenu } from "./template-menu.tsx";

/** A template as the list shows it. */
export interface TemplateView {
  slug: string;
  name: string;
  description: string;
  archived_at: string | null;
  confirm: boolean;
  steps: number;
  version: number;
  note: string | null;
  published_at: string;
  published_by: string;
  last_run: LastRunProps["run"];
  /** False: its newest runs are of sessions that the reader does not see; an older one may not be. */
  last_run_certain: boolean;
  /** Names of the schedules that the reader sees. */
  schedules: readonly string[];
}

export interface TemplatesTableProps extends TemplateActions {
  templates: readonly TemplateView[];
  /** Slugs of those with changes in this browser that are not published. */
  drafts: readonly string[];
  href: (slug: string) => string;
  runHref: (runId: number) => string;
  runsHref: (slug: string) => string;
}

/** Templates by name: what each says, its newest version, what uses it, how its last run went. On a phone the lesser columns leave. */
export function TemplatesTable({ templates, drafts, href, runHref, runsHref, ...actions }: TemplatesTableProps) {
  return (
    <Table aria-label="Templates">
      <thead>
        <tr>
          <TableHead className="w-full">Template</TableHead>
          <TableHead>Version</TableHead>
          <TableHead className="hidden md:table-cell">Used by</TableHead>
          <TableHead className="hidden sm:table-cell">Last run</TableHead>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {templates.map((template) => (
          <TableRow key={template.slug} data-template={template.slug}>
            <TableCell className="max-w-0 sm:min-w-56">
              <div className="py-1.5">
                <div className="flex items-center gap-2">
                  <Link href={href(template.slug)} className="truncate font-medium -outline-offset-2 hover:underline">
                    {template.name}
                  </Link>
                  {template.confirm && (
                    <ShieldAlert aria-label="asks for confirmation" className="size-3.5 shrink-0 text-warn" />
                  )}
                  {template.archived_at !== null && (
                    <Badge tone="neutral">
                      <Archive aria-hidden />
                      Archived
                    </Badge>
                  )}
                  {drafts.includes(template.slug) && (
                    <Badge tone="warn">
                      <PencilLine aria-hidden />
                      Draft
                    </Badge>
                  )}
                </div>
                <p className="truncate text-muted text-sm">
                  <span className="font-mono">{template.slug}</span>
                  {template.description !== "" && ` · ${template.description}`}
                </p>
              </div>
            </TableCell>
            <TableCell className="whitespace-nowrap" title={template.note ?? undefined}>
              <span className="font-medium">v{template.version}</span>
              <span className="block text-muted text-sm">
                <Age at={template.published_at} /> <span className="hidden lg:inline">by {template.published_by}</span>
              </span>
            </TableCell>
            <TableCell className="hidden max-w-48 md:table-cell">
              <UsedBy template={template} runsHref={runsHref} />
            </TableCell>
            <TableCell className="hidden whitespace-nowrap sm:table-cell">
              <LastRun run={template.last_run} href={runHref} ageClassName="lg:inline" />
            </TableCell>
            <TableCell className="w-0">
              <TemplateMenu template={template} {...actions} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function UsedBy({ template, runsHref }: { template: TemplateView; runsHref: (slug: string) => string }) {
  const { schedules, last_run, last_run_certain, slug } = template;
  if (schedules.length === 0 && last_run === null)
    return (
      <span className="whitespace-nowrap text-muted">
        {last_run_certain ? "Nothing yet" : "Sessions you do not see"}
      </span>
    );
  return (
    <div className="text-sm">
      {last_run !== null && (
        <Link href={runsHref(slug)} className="hover:underline">
          Runs
        </Link>
      )}
      {schedules.length > 0 && (
        <span className="block truncate text-muted" title={schedules.join(", ")}>
          {schedules.length === 1 ? "Schedule" : `${schedules.length} schedules`}: {schedules.join(", ")}
        </span>
      )}
    </div>
  );
}
