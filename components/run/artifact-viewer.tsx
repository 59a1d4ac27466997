"use client";
import { Check, Copy, Download } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { ErrorState } from "../states/error-state.tsx";
import { ArtifactLoading } from "../states/loading.tsx";
import { formatBytes } from "../status/time.model.ts";
import type { ArtifactContent, ArtifactView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "../ui/dialog.tsx";
import { bytesOf, safeHref, showAs, textOf } from "./artifact.model.ts";
import { ArtifactDiff } from "./artifact-diff.tsx";
import { parsedJson } from "./json-text.model.ts";
import { JsonTree } from "./json-tree.tsx";

/** Apart, so that a page without markdown does not load the renderer. */
const MarkdownView = lazy(() => import("./markdown-view.tsx"));

export interface ArtifactViewerProps {
  /** Null: closed. */
  artifact: ArtifactView | null;
  content: ArtifactContent | undefined;
  /** Why the content could not be read. */
  error: { message: string; remedy?: string | undefined } | null;
  onRetry: () => void;
  onDownload: (artifact: ArtifactView) => void;
  onClose: () => void;
}

/** An artifact in a dialog, by its kind, with its digest and a way to download it. */
export function ArtifactViewer({ artifact, content, error, onRetry, onDownload, onClose }: ArtifactViewerProps) {
  if (artifact === null) return null;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        wide
        title={artifact.name}
        description={`${artifact.media_type}, ${formatBytes(artifact.size)}, attempt ${artifact.attempt}`}
      >
        <DialogBody data-autofocus tabIndex={0} role="region" aria-label={`Content of ${artifact.name}`}>
          {error !== null ? (
            <ErrorState level={2} title="The artifact could not be read" {...error} onRetry={onRetry} />
          ) : showAs(artifact) === "download" ? (
            <p className="text-muted">It is not shown here. Download it to open it.</p>
          ) : content === undefined ? (
            <ArtifactLoading />
          ) : (
            <ArtifactBody artifact={artifact} content={content} />
          )}
        </DialogBody>
        <DialogFooter>
          <Digest sha256={artifact.sha256} />
          <Button onClick={() => onDownload(artifact)}>
            <Download aria-hidden />
            Download
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function ArtifactBody({ artifact, content }: { artifact: ArtifactView; content: ArtifactContent }) {
  const pre = "wrap-anywhere whitespace-pre-wrap font-mono text-sm leading-5";
  switch (showAs(artifact)) {
    case "markdown":
      return (
        <Suspense fallback={<ArtifactLoading />}>
          <MarkdownView text={textOf(content)} />
        </Suspense>
      );
    case "json":
      return <JsonView text={textOf(content)} className={pre} />;
    case "diff":
      return <ArtifactDiff text={textOf(content)} />;
    case "text":
      return <pre className={pre}>{textOf(content)}</pre>;
    case "image":
      return <ImageView artifact={artifact} content={content} />;
    case "link":
      return <LinkView text={textOf(content)} />;
    case "download":
      return null;
  }
}

function JsonView({ text, className }: { text: string; className: string }) {
  const value = useMemo(() => parsedJson(text), [text]);
  if (value === undefined) return <pre className={className}>{text}</pre>;
  return (
    <div className="font-mono text-sm leading-5">
      <JsonTree value={value} />
    </div>
  );
}

function LinkView({ text }: { text: string }) {
  const href = safeHref(text);
  if (href === null) return <p className="wrap-anywhere font-mono text-sm">{text}</p>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className="wrap-anywhere text-accent underline">
      {href}
    </a>
  );
}

function ImageView({ artifact, content }: { artifact: ArtifactView; content: ArtifactContent }) {
  const blob = useMemo(() => new Blob([bytesOf(content)], { type: artifact.media_type }), [artifact, content]);
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setBroken(false);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (url === null) return <ArtifactLoading />;
  if (broken) {
    return <p>This is no image that a browser can show. Download it to see what the step wrote.</p>;
  }
  // A blob of this browser: nothing for an image service to do.
  return (
    // biome-ignore lint/performance/noImgElement: see above
    <img
      src={url}
      alt={artifact.name}
      onError={() => setBroken(true)}
      className="mx-auto max-w-full rounded-sm border border-line"
    />
  );
}

function Digest({ sha256 }: { sha256: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="mr-auto flex min-w-0 items-center gap-1 text-muted text-sm">
      <span className="truncate font-mono" title={sha256}>
        sha256 {sha256.slice(0, 12)}…
      </span>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Copy the whole sha256"
        onClick={() => void navigator.clipboard.writeText(sha256).then(() => setCopied(true))}
      >
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      </Button>
      <span role="status" className="sr-only">
        {copied && "Copied"}
      </span>
    </div>
  );
}
