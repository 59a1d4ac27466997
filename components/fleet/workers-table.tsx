"use client";
import { Trash2 } from "lucide-react";
import { useNow } from "../status/clock.tsx";
import { Heartbeat } from "../status/heartbeat.tsx";
import { livenessOf } from "../status/status.model.ts";
import { Age } from "../status/time.tsx";
import type { WorkerView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ActionsHead, Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { fleetOrder, isGhost } from "./fleet.model.ts";
import { HeldRuns } from "./held-runs.tsx";
import { SlotsBar } from "./slots-bar.tsx";

export interface WorkersTableProps {
  workers: readonly WorkerView[];
  runHref: (runId: number) => string;
  /** Why this person may not drain and remove; null: they may. */
  whyNot: string | null;
  onDrain: (worker: WorkerView) => void;
  onUndrain: (worker: WorkerView) => void;
  onRemove: (worker: WorkerView) => void;
}

/** The fleet; who needs somebody stands first. On a phone runs and labels stand under the name, and the lesser columns leave. */
export function WorkersTable({ workers, runHref, whyNot, onDrain, onUndrain, onRemove }: WorkersTableProps) {
  const now = useNow();
  return (
    <Table aria-label="Workers">
      <thead>
        <tr>
          <TableHead>Worker</TableHead>
          <TableHead>Slots</TableHead>
          <TableHead className="hidden w-full sm:table-cell">Runs</TableHead>
          <TableHead className="hidden md:table-cell">Labels</TableHead>
          <TableHead className="hidden lg:table-cell">Host</TableHead>
          <TableHead className="hidden lg:table-cell">Version</TableHead>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {fleetOrder(workers, now).map((worker) => (
          <TableRow key={worker.id} data-worker={worker.name}>
            <TableCell className="w-full max-w-0 sm:w-auto sm:min-w-64 sm:max-w-80">
              <div className="flex flex-col gap-1 py-1.5">
                <Heartbeat at={worker.last_seen_at} name={worker.name} className="text-text" />
                {worker.drain_requested_at !== null && <Draining worker={worker} />}
                {worker.held > 0 && (
                  <div className="flex gap-2 sm:hidden">
                    <span className="text-muted">{worker.held === 1 ? "Run" : "Runs"}</span>
                    <HeldRuns held={worker.held} runIds={worker.run_ids} runHref={runHref} />
                  </div>
                )}
                <Labels labels={worker.labels} className="flex md:hidden" />
              </div>
            </TableCell>
            <TableCell className="whitespace-nowrap">
              <SlotsBar
                used={worker.held}
                slots={worker.slots}
                idle={livenessOf(worker.last_seen_at, now) === "silent"}
              />
            </TableCell>
            <TableCell className="hidden sm:table-cell">
              <HeldRuns held={worker.held} runIds={worker.run_ids} runHref={runHref} />
            </TableCell>
            <TableCell className="hidden md:table-cell">
              <Labels labels={worker.labels} className="flex" />
            </TableCell>
            <TableCell className="hidden max-w-40 truncate text-muted lg:table-cell">{worker.host}</TableCell>
            <TableCell className="hidden whitespace-nowrap text-muted lg:table-cell">{worker.version}</TableCell>
            <TableCell className="w-0 whitespace-nowrap text-right">
              {isGhost(worker, now) ? (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  whyNot={whyNot}
                  aria-label={`Remove ${worker.name}`}
                  onClick={() => onRemove(worker)}
                >
                  <Trash2 aria-hidden />
                </Button>
              ) : worker.drain_requested_at === null ? (
                <Button size="sm" whyNot={whyNot} aria-label={`Drain ${worker.name}`} onClick={() => onDrain(worker)}>
                  Drain
                </Button>
              ) : (
                <Button
                  size="sm"
                  whyNot={whyNot}
                  aria-label={`Undrain ${worker.name}`}
                  onClick={() => onUndrain(worker)}
                >
                  Undrain
                </Button>
              )}
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function Draining({ worker }: { worker: WorkerView }) {
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 text-muted text-sm">
      <Badge tone="warn">{worker.held > 0 ? "Draining" : "Drained"}</Badge>
      by {worker.drain_requested_by}
      {worker.drain_requested_at !== null && <Age at={worker.drain_requested_at} />}
    </span>
  );
}

function Labels({ labels, className }: { labels: readonly string[]; className: string }) {
  if (labels.length === 0) return null;
  return (
    <ul aria-label="Labels" className={`${className} flex-wrap gap-1 py-1`}>
      {labels.map((label) => (
        <li key={label} className="flex">
          <Badge>{label}</Badge>
        </li>
      ))}
    </ul>
  );
}
