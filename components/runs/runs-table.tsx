"use client";
import Link from "next/link";
import { failureText } from "../status/status.model.ts";
import { RunStatusMark } from "../status/status-mark.tsx";
import { Age, Elapsed } from "../status/time.tsx";
import type { RunView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { useListKeys } from "./use-list-keys.ts";

export interface RunsTableRow extends RunView {
  session_name: string;
}

export interface RunsTableProps {
  runs: readonly RunsTableRow[];
  runHref: (runId: number) => string;
  hasMore: boolean;
  loadingMore: boolean;
  /** The search goes on by itself and has come to this number; null: it is not searching. */
  searchedTo: number | null;
  onLoadMore: () => void;
}

const noChoice = { onToggle: null };

/** Runs, newest first. The number is the link; the whole row follows it; j and k walk. On a phone the lesser columns leave. */
export function RunsTable({ runs, runHref, hasMore, loadingMore, searchedTo, onLoadMore }: RunsTableProps) {
  useListKeys(noChoice);
  return (
    <>
      <Table aria-label="Runs">
        <thead>
          <tr>
            <TableHead>Run</TableHead>
            <TableHead>Status</TableHead>
            <TableHead className="w-full">Title</TableHead>
            <TableHead className="hidden md:table-cell">Session</TableHead>
            <TableHead className="hidden md:table-cell">Lane</TableHead>
            <TableHead className="hidden lg:table-cell">Started by</TableHead>
            <TableHead className="hidden text-right sm:table-cell">Took</TableHead>
            <TableHead className="text-right">Created</TableHead>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <TableRow key={run.id} data-run={run.id}>
              <TableCell>
                <Link
                  href={runHref(run.id)}
                  prefetch={false}
                  className="font-medium -outline-offset-2 after:absolute after:inset-0 hover:underline"
                >
                  {run.id}
                </Link>
              </TableCell>
              <TableCell>
                <RunStatusMark run={run} />
              </TableCell>
              <TableCell className="max-w-0 sm:min-w-48">
                <span className="block truncate">
                  {run.title}
                  {run.failure_code !== null && (
                    <span className="ml-2 text-muted">{failureText(run.failure_code).toLowerCase()}</span>
                  )}
                </span>
              </TableCell>
              <TableCell className="hidden max-w-40 truncate md:table-cell">{run.session_name}</TableCell>
              <TableCell className="hidden max-w-24 truncate md:table-cell">{run.lane}</TableCell>
              <TableCell className="hidden max-w-32 truncate lg:table-cell">{run.requested_by_name}</TableCell>
              <TableCell className="hidden whitespace-nowrap text-right sm:table-cell">
                <Elapsed from={run.started_at} to={run.finished_at} />
              </TableCell>
              <TableCell className="whitespace-nowrap text-right text-muted">
                <Age at={run.created_at} />
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
      {searchedTo !== null ? (
        <output className="block p-3 text-center text-muted">
          Searching… back to run {searchedTo.toLocaleString("en-US")}
        </output>
      ) : (
        hasMore && (
          <div className="flex justify-center p-3">
            <Button onClick={onLoadMore} busy={loadingMore}>
              {loadingMore ? "Loading…" : "Show more"}
            </Button>
          </div>
        )
      )}
    </>
  );
}
