"use client";
import { Braces, Diff, Download, File, FileText, Image, Link2 } from "lucide-react";
import { formatBytes } from "../status/time.model.ts";
import { Age } from "../status/time.tsx";
import type { ArtifactView, PurgeView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { showAs } from "./artifact.model.ts";

const icons = {
  text: FileText,
  markdown: FileText,
  json: Braces,
  diff: Diff,
  image: Image,
  link: Link2,
  download: File,
} as const;

export interface ArtifactsListProps {
  artifacts: readonly ArtifactView[];
  /** Those whose content was purged. */
  purged?: PurgeView["artifacts"];
  live: boolean;
  onOpen: (artifact: ArtifactView) => void;
  onDownload: (artifact: ArtifactView) => void;
}

/** What the run produced, as it appears. */
export function ArtifactsList({ artifacts, purged = [], live, onOpen, onDownload }: ArtifactsListProps) {
  if (artifacts.length === 0 && purged.length === 0) {
    return <p className="text-muted">{live ? "No artifacts yet." : "This run attached no artifacts."}</p>;
  }
  return (
    <ul className="-mx-2 flex flex-col">
      {purged.map(({ name, attempt, size, sha256 }) => (
        <li
          key={`${attempt} ${name}`}
          className="flex min-h-9 items-center gap-2 px-2 text-muted"
          data-purged-artifact={name}
        >
          <File aria-hidden className="size-4 shrink-0" />
          <span className="wrap-anywhere min-w-0 flex-1">{name}</span>
          <code className="shrink-0 font-mono text-sm" title={`sha256 ${sha256}`}>
            {sha256.slice(0, 12)}
          </code>
          <span className="shrink-0 text-sm">{formatBytes(size)}, purged</span>
        </li>
      ))}
      {artifacts.map((artifact) => {
        const Icon = icons[showAs(artifact)];
        return (
          <li
            key={artifact.id}
            className={cn("flex min-h-9 items-center gap-2 rounded-sm px-2 hover:bg-hover", live && "animate-changed")}
            data-artifact={artifact.name}
          >
            <Icon aria-hidden className="size-4 shrink-0 text-muted" />
            <div className="min-w-0 flex-1">
              <button
                type="button"
                className="wrap-anywhere text-left font-medium hover:underline"
                onClick={() => onOpen(artifact)}
              >
                {artifact.name}
              </button>
            </div>
            <span className="shrink-0 text-muted text-sm">{formatBytes(artifact.size)}</span>
            <Age at={artifact.created_at} className="hidden shrink-0 text-muted text-sm sm:inline" />
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Download ${artifact.name}`}
              onClick={() => onDownload(artifact)}
            >
              <Download aria-hidden />
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
