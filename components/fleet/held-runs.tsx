"use client";
import { useState } from "react";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";

export interface HeldRunsProps {
  held: number;
  runIds: readonly number[];
  runHref: (runId: number) => string;
  className?: string;
}

/** A line of them on a phone. A worker may hold a hundred, and it is the workers that one came to see. */
const SHOWN = 6;

/** The runs in a worker's hands, by number, the first of them until the others are asked for; those that the reader does not see are counted. */
export function HeldRuns({ held, runIds, runHref, className }: HeldRunsProps) {
  const [all, setAll] = useState(false);
  const hidden = held - runIds.length;
  const more = runIds.length - SHOWN;
  return (
    <span className={cn("flex flex-wrap gap-x-3 gap-y-0.5", className)}>
      {(all ? runIds : runIds.slice(0, SHOWN)).map((id) => (
        <Link key={id} href={runHref(id)} className="font-medium hover:underline">
          {id}
        </Link>
      ))}
      {more > 0 && (
        <button
          type="button"
          aria-expanded={all}
          className="min-h-6 text-muted hover:text-text"
          onClick={() => setAll(!all)}
        >
          {all ? "Show fewer" : `and ${more} more`}
        </button>
      )}
      {hidden > 0 && <span className="text-muted">{hidden} that you cannot see</span>}
    </span>
  );
}
