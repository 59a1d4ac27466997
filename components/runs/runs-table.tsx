"use client";
import { numberText } from "../status/number.model.ts";
import { failureText } from "../status/status.model.ts";
import { RunStatusMark } from "../status/status-mark.tsx";
import { Age, Elapsed } from "../status/time.tsx";
import type { RunView } from "../types.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { Link } from "../ui/link.tsx";
import { Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { ShowMore } from "./show-more.tsx";
import { useListKeys } from "./use-list-keys.ts";

export interface RunsTableRow extends RunView {
  session_name: string;
  /** The repository that it names as a parameter. */
  repo: string | null;
}

export interface RunsTableProps {
  runs: readonly RunsTableRow[];
  runHref: (runId: number) => string;
  hasMore: boolean;
  loadingMore: boolean;
  /** The search goes on by itself and has come to this number; null: it is not searching. */
  searchedTo: number | null;
  onLoadMore: () => void;
  choice: RunsChoice;
}

export interface RunsChoice {
  chosen: ReadonlySet<number>;
  onToggle: (runId: number) => void;
  /** Chooses all rows that are loaded, or none. */
  onToggleAll: () => void;
}

/** Runs, newest first. The number is the link; the whole row follows it; j and k walk, x chooses. On a phone the lesser columns leave. */
export function RunsTable(props: RunsTableProps) {
  const { runs, runHref, hasMore, loadingMore, searchedTo, onLoadMore, choice } = props;
  useListKeys(choice.onToggle);
  const allChosen = runs.length > 0 && runs.every((run) => choice.chosen.has(run.id));
  return (
    <>
      <Table aria-label="Runs">
        <thead>
          <tr>
            <TableHead className="w-0 pr-0">
              <Checkbox aria-label="Choose all that are shown" checked={allChosen} onChange={choice.onToggleAll} />
            </TableHead>
            <TableHead>Run</TableHead>
            <TableHead>
              <span className="max-sm:sr-only">Status</span>
            </TableHead>
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
            <TableRow
              key={run.id}
              data-run={run.id}
              data-chosen={choice.chosen.has(run.id)}
              className="data-[chosen=true]:bg-accent-soft"
            >
              <TableCell className="w-0 pr-0">
                <Checkbox
                  className="relative z-10"
                  aria-label={`Choose run ${run.id}`}
                  checked={choice.chosen.has(run.id)}
                  onChange={() => choice.onToggle(run.id)}
                />
              </TableCell>
              <TableCell>
                <Link href={runHref(run.id)} className="font-medium whole hover:underline">
                  {run.id}
                </Link>
              </TableCell>
              <TableCell>
                {/* A phone has no room for the word beside the title; it is read out. */}
                <RunStatusMark run={run} className="max-sm:[&>span]:sr-only" />
              </TableCell>
              <TableCell className="max-w-0 sm:min-w-48">
                <span className="block truncate">
                  {run.title}
                  {run.repo !== null && <span className="ml-2 hidden text-muted sm:inline">{run.repo}</span>}
                  {run.failure_code !== null && (
                    <span className="ml-2 text-muted">{failureText(run.failure_code).toLowerCase()}</span>
                  )}
                </span>
              </TableCell>
              <TableCell className="hidden max-w-40 truncate md:table-cell">{run.session_name}</TableCell>
              <TableCell className="hidden max-w-24 truncate md:table-cell lg:max-w-40">{run.lane}</TableCell>
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
      <ShowMore
        hasMore={hasMore}
        loadingMore={loadingMore}
        searchedTo={searchedTo === null ? null : `run ${numberText(searchedTo)}`}
        onLoadMore={onLoadMore}
      />
    </>
  );
}
