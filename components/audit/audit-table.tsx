"use client";
import { ShowMore, type ShowMoreProps } from "../runs/show-more.tsx";
import { useListKeys } from "../runs/use-list-keys.ts";
import { Age } from "../status/time.tsx";
import { Link } from "../ui/link.tsx";
import { Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import type { AuditRowView } from "./audit.model.ts";
import { OutcomeMark } from "./outcome-mark.tsx";

export interface AuditTableProps extends ShowMoreProps {
  rows: readonly AuditRowView[];
  /** The address of the list with this row opened. */
  entryHref: (id: number) => string;
  runHref: (runId: number) => string;
  sessionHref: (sessionId: number) => string;
}

/** Who asked for what and how it ended, newest first. The command is the link that opens the row; j and k walk. */
export function AuditTable({ rows, entryHref, runHref, sessionHref, ...more }: AuditTableProps) {
  useListKeys(null);
  return (
    <>
      <Table aria-label="Audit log">
        <thead>
          <tr>
            <TableHead>Command</TableHead>
            <TableHead>Outcome</TableHead>
            <TableHead className="hidden sm:table-cell">Who</TableHead>
            <TableHead className="hidden sm:table-cell">Run</TableHead>
            <TableHead className="hidden md:table-cell">Session</TableHead>
            <TableHead className="hidden w-full lg:table-cell">Message</TableHead>
            <TableHead className="text-right">When</TableHead>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={row.id} data-run={row.id} data-entry={row.id}>
              <TableCell className="max-sm:py-1.5">
                <Link
                  href={entryHref(row.id)}
                  scroll={false}
                  className="font-mono text-sm whole max-sm:wrap-anywhere hover:underline"
                >
                  {row.command}
                </Link>
                <span className="block max-w-40 truncate text-muted text-sm sm:hidden">{row.actor_name}</span>
              </TableCell>
              <TableCell>
                <OutcomeMark outcome={row.outcome} />
              </TableCell>
              <TableCell className="hidden max-w-40 truncate sm:table-cell">{row.actor_name}</TableCell>
              <TableCell className="hidden sm:table-cell">
                {row.run_id !== null && (
                  <Link href={runHref(row.run_id)} className="relative z-10 hover:underline">
                    {row.run_id}
                  </Link>
                )}
              </TableCell>
              <TableCell className="hidden max-w-40 truncate md:table-cell">
                {row.session_id !== null && (
                  <Link href={sessionHref(row.session_id)} className="relative z-10 hover:underline">
                    {row.session_name ?? `Session ${row.session_id}`}
                  </Link>
                )}
              </TableCell>
              <TableCell className="hidden max-w-0 truncate text-muted lg:table-cell">{row.message}</TableCell>
              <TableCell className="whitespace-nowrap text-right text-muted">
                <Age at={row.at} />
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
      <ShowMore {...more} />
    </>
  );
}
