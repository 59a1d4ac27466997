"use client";
import { memo } from "react";
import { useAsOfNow } from "../status/clock.tsx";
import { Heartbeat } from "../status/heartbeat.tsx";
import { livenessOf } from "../status/status.model.ts";
import { RunStatusMark } from "../status/status-mark.tsx";
import { Elapsed } from "../status/time.tsx";
import { Link } from "../ui/link.tsx";
import type { ActiveRunCardProps } from "./active-run-card.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { CauseLine } from "./cause-line.tsx";

/** A run that holds one of many slots, on one line: its step, or what is the matter with it, and how long it has gone on. */
export const ActiveRunRow = memo(function ActiveRunRow({ run, href, whyNot, causes, onCancel }: ActiveRunCardProps) {
  const silent = useAsOfNow((now) => run.worker !== null && livenessOf(run.worker.last_seen_at, now) !== "live");
  return (
    <article
      aria-label={`Run ${run.id}, ${run.title}`}
      className="relative flex h-(--lane-row-height) items-center gap-2 rounded-sm px-1.5 hover:bg-hover"
      data-run={run.id}
    >
      <RunStatusMark run={run} compact />
      <h3 className="min-w-0 flex-1">
        <Link href={href} title={run.title} className="flex min-w-0 gap-1.5 whole after:rounded-sm">
          <span className="text-muted">{run.id}</span>
          <span className="truncate">{run.title}</span>
        </Link>
      </h3>
      <span className="max-w-[45%] shrink-0 truncate text-muted text-sm">
        {silent && run.worker !== null ? (
          <Heartbeat at={run.worker.last_seen_at} name={run.worker.name} />
        ) : causes.length > 0 ? (
          <CauseLine causes={causes} />
        ) : (
          run.progress !== null && (
            <span title={run.progress.name}>
              {run.progress.current} of {run.progress.total}
            </span>
          )
        )}
      </span>
      <Elapsed from={run.started_at ?? run.created_at} className="w-14 shrink-0 text-right text-sm" />
      <span className="relative flex w-6 shrink-0">
        <CancelButton run={run} compact whyNot={whyNot} onCancel={(reason) => onCancel(run.id, reason)} />
      </span>
    </article>
  );
});
