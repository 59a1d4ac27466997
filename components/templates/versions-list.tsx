"use client";
import { Age } from "../status/time.tsx";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";

export interface VersionView {
  version: number;
  note: string | null;
  created_at: string;
  created_by_name: string;
}

export interface VersionsListProps {
  versions: readonly VersionView[];
  chosen: number;
  onChoose: (version: number) => void;
}

/** The versions of a template, newest first; the chosen one is compared with the one before it. */
export function VersionsList({ versions, chosen, onChoose }: VersionsListProps) {
  return (
    <ol className="divide-y divide-line" aria-label="Versions">
      {versions.map(({ version, note, created_at, created_by_name }, index) => (
        <li key={version}>
          <button
            type="button"
            aria-current={version === chosen}
            className={cn(
              "w-full px-3 py-2 text-left -outline-offset-2 hover:bg-hover",
              version === chosen && "bg-accent-soft",
            )}
            onClick={() => onChoose(version)}
          >
            <span className="flex items-center gap-2">
              <span className="font-medium">Version {version}</span>
              {index === 0 && <Badge tone="neutral">newest</Badge>}
              <Age at={created_at} className="ml-auto text-muted text-sm" />
            </span>
            <span className="wrap-anywhere block text-sm">{note ?? <span className="text-muted">No note</span>}</span>
            <span className="block text-muted text-sm">{created_by_name}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
