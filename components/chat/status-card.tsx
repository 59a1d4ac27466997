import type { ReactNode } from "react";
import { RunStatusMark } from "../status/status-mark.tsx";
import { Age } from "../status/time.tsx";
import type { RunView } from "../types.ts";
import { Link } from "../ui/link.tsx";

const card = "flex flex-col gap-1.5 rounded-md border border-line bg-raised px-3 py-2.5";

export interface StatusCardProps {
  /** Runs that hold a slot, and the number of those that are queued. */
  active: readonly RunView[];
  queued: number;
  /** Approvals that wait for the reader. */
  waiting: readonly { run_id: number; title: string }[];
  paused: readonly { name: string; paused_by: string | null; pause_note: string | null }[];
  /** The run that failed last. */
  failed: RunView | null;
}

/** What is going on in a session at this moment. */
export function StatusCard({ active, queued, waiting, paused, failed }: StatusCardProps) {
  return (
    <section aria-label="Status" className={card}>
      <p className="font-medium">
        {active.length} running, {queued} queued
      </p>
      <RunList runs={active} />
      {waiting.map(({ run_id, title }) => (
        <Item key={run_id}>
          Waits for you: <Link href={`/runs/${run_id}`} className="underline">{`${title} (run ${run_id})`}</Link>
        </Item>
      ))}
      {paused.map(({ name, paused_by, pause_note }) => (
        <Item key={name}>
          Lane {name} is paused by {paused_by ?? "someone"}: {pause_note}
        </Item>
      ))}
      {failed !== null && (
        <Item>
          Failed last:{" "}
          <Link href={`/runs/${failed.id}`} className="underline">
            {failed.title} (run {failed.id})
          </Link>
        </Item>
      )}
    </section>
  );
}

const Item = ({ children }: { children: ReactNode }) => <p className="wrap-anywhere text-sm">{children}</p>;

/** The runs that failed last. */
export function FailedCard({ runs }: { runs: readonly RunView[] }) {
  return (
    <section aria-label="Failed last" className={card}>
      {runs.length === 0 ? <p className="text-muted">Nothing failed of late.</p> : <RunList runs={runs} />}
    </section>
  );
}

function RunList({ runs }: { runs: readonly RunView[] }) {
  if (runs.length === 0) return null;
  return (
    <ul className="flex flex-col">
      {runs.map((run) => (
        <li key={run.id} className="flex h-7 items-center gap-2 text-sm">
          <RunStatusMark run={run} compact />
          <Link href={`/runs/${run.id}`} className="min-w-0 flex-1 truncate hover:underline">
            <span className="text-muted">{run.id}</span> {run.title}
          </Link>
          {run.finished_at !== null && <Age at={run.finished_at} className="text-muted" />}
        </li>
      ))}
    </ul>
  );
}
