"use client";
import { ArrowDownToLine, ArrowUpToLine, Clock, Download, Pause, Play, WrapText } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";

export interface LogToolbarProps {
  lines: number;
  live: boolean;
  following: boolean;
  wrap: boolean;
  timestamps: boolean;
  downloadHref: string | undefined;
  onFollow: () => void;
  onStart: () => void;
  onEnd: () => void;
  onWrap: () => void;
  onTimestamps: () => void;
}

/** What can be done with the log; the state of every toggle is in its pressed state, not in its colour alone. */
export function LogToolbar(props: LogToolbarProps) {
  const { lines, live, following, wrap, timestamps, downloadHref } = props;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-1 border-line border-b px-2 py-1">
      <h2 className="px-1 font-semibold">Log</h2>
      <span className="mr-auto text-muted text-sm">{lines.toLocaleString("en-US")} entries</span>
      {live && (
        <Button size="sm" variant="secondary" aria-pressed={following} onClick={props.onFollow}>
          {following ? <Pause aria-hidden /> : <Play aria-hidden />}
          {following ? "Following" : "Paused"}
        </Button>
      )}
      <IconButton label="Jump to start" onClick={props.onStart}>
        <ArrowUpToLine aria-hidden />
      </IconButton>
      <IconButton label="Jump to end" onClick={props.onEnd}>
        <ArrowDownToLine aria-hidden />
      </IconButton>
      <IconButton label="Timestamps" pressed={timestamps} onClick={props.onTimestamps}>
        <Clock aria-hidden />
      </IconButton>
      <IconButton label="Wrap long lines" pressed={wrap} onClick={props.onWrap}>
        <WrapText aria-hidden />
      </IconButton>
      {downloadHref !== undefined && (
        <Tooltip content="Download">
          <Button asChild variant="ghost" size="icon-sm">
            <a href={downloadHref} download aria-label="Download the log">
              <Download aria-hidden />
            </a>
          </Button>
        </Tooltip>
      )}
    </div>
  );
}

interface IconButtonProps {
  label: string;
  pressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function IconButton({ label, pressed, onClick, children }: IconButtonProps) {
  return (
    <Tooltip content={label}>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={label}
        aria-pressed={pressed}
        className="aria-pressed:bg-hover aria-pressed:text-text"
        onClick={onClick}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
