"use client";
import Link from "next/link";

export interface HeldRunsProps {
  held: number;
  runIds: readonly number[];
  runHref: (runId: number) => string;
}

/** The runs in a worker's hands, by number; those that the reader does not see are counted. */
export function HeldRuns({ held, runIds, runHref }: HeldRunsProps) {
  const hidden = held - runIds.length;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      {runIds.map((id) => (
        <Link key={id} href={runHref(id)} prefetch={false} className="font-medium hover:underline">
          {id}
        </Link>
      ))}
      {hidden > 0 && <span className="text-muted">{hidden} that you cannot see</span>}
    </span>
  );
}
