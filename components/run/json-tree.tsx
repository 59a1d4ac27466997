"use client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";

/** Members beyond these are shown on demand: a page of 100,000 rows would no longer answer. */
const shownAtFirst = 200;

export interface JsonTreeProps {
  value: Json;
  name?: string | undefined;
  /** How deep it stands; the first two levels are open. */
  depth?: number;
}

/** JSON as a tree: every object and list opens and closes, by pointer or keyboard. */
export function JsonTree({ value, name, depth = 0 }: JsonTreeProps) {
  const [open, setOpen] = useState(depth < 2);
  const [limit, setLimit] = useState(shownAtFirst);
  const label = name === undefined ? null : <span className="text-muted">{name}: </span>;
  if (value === null || typeof value !== "object") {
    return (
      <p className="wrap-anywhere whitespace-pre-wrap pl-5">
        {label}
        <JsonScalar value={value} />
      </p>
    );
  }
  const members = Array.isArray(value)
    ? value.map((item, index) => [String(index), item] as const)
    : Object.entries(value);
  const what = Array.isArray(value) ? `[${members.length}]` : `{${members.length}}`;
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-6 max-w-full items-center gap-1 rounded-sm text-left -outline-offset-2 hover:bg-hover"
      >
        {open ? <ChevronDown aria-hidden className="size-4" /> : <ChevronRight aria-hidden className="size-4" />}
        <span className="wrap-anywhere min-w-0">
          {label}
          <span className="text-muted">{what}</span>
        </span>
      </button>
      {open && (
        <div className="ml-2 border-line border-l pl-2">
          {members.slice(0, limit).map(([key, item]) => (
            <JsonTree key={key} name={key} value={item} depth={depth + 1} />
          ))}
          {members.length > limit && (
            <button
              type="button"
              className="min-h-6 pl-5 text-accent underline"
              onClick={() => setLimit(limit + 5 * shownAtFirst)}
            >
              {members.length - limit} more
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function JsonScalar({ value }: { value: string | number | boolean | null }) {
  if (typeof value === "string") return <span>{JSON.stringify(value)}</span>;
  return <span className="text-accent">{String(value)}</span>;
}
