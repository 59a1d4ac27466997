"use client";
import { Archive } from "lucide-react";
import { Age } from "../status/time.tsx";
import type { SessionView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";
import { ActionsHead, Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";

export interface SessionsTableProps {
  sessions: readonly SessionView[];
  sessionHref: (sessionId: number) => string;
  /** Why this person may not archive and reopen; null: they may. */
  whyNot: string | null;
  onArchive: (session: SessionView) => void;
  onReopen: (session: SessionView) => void;
}

/** The sessions a person may see, each a link to its lanes. */
export function SessionsTable({ sessions, sessionHref, whyNot, onArchive, onReopen }: SessionsTableProps) {
  return (
    <Table aria-label="Sessions">
      <thead>
        <tr>
          <TableHead className="w-full">Session</TableHead>
          <TableHead className="text-right">Running</TableHead>
          <TableHead className="text-right">Queued</TableHead>
          <TableHead className="hidden text-right sm:table-cell">Created</TableHead>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <TableRow key={session.id} data-session={session.id}>
            <TableCell className="max-w-0">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5">
                <Link href={sessionHref(session.id)} className="max-w-full truncate font-medium whole hover:underline">
                  {session.name}
                </Link>
                {session.visibility === "members" && <Badge>Members only</Badge>}
                {session.archived_at !== null && <Badge>Archived</Badge>}
              </div>
            </TableCell>
            <Count of={session.active_count} />
            <Count of={session.queued_count} />
            <TableCell className="hidden whitespace-nowrap text-right text-muted sm:table-cell">
              <Age at={session.created_at} />
            </TableCell>
            <TableCell className="w-0">
              {session.archived_at !== null ? (
                <Button
                  size="sm"
                  className="relative"
                  whyNot={whyNot}
                  aria-label={`Reopen ${session.name}`}
                  onClick={() => onReopen(session)}
                >
                  Reopen
                </Button>
              ) : (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  className="relative"
                  whyNot={whyNot}
                  aria-label={`Archive ${session.name}`}
                  onClick={() => onArchive(session)}
                >
                  <Archive aria-hidden />
                </Button>
              )}
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

/** What is going on stands out among many sessions where nothing is. */
function Count({ of: count }: { of: number | null | undefined }) {
  return <TableCell className={cn("text-right", count ? "font-medium" : "text-muted")}>{count ?? "–"}</TableCell>;
}
