"use client";
import {
  ArrowDownToLine,
  ArrowUpToLine,
  ChevronsDownUp,
  ChevronsUpDown,
  Clock,
  Download,
  Maximize,
  Minimize,
  Pause,
  Play,
  WrapText,
} from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { type TimeMode, timeModes, timeModeText } from "./log-time.model.ts";

export interface LogToolbarProps {
  lines: number;
  live: boolean;
  following: boolean;
  wrap: boolean;
  times: TimeMode;
  full: boolean;
  /** Some step is folded. */
  folded: boolean;
  downloadHref: string | undefined;
  onFollow: () => void;
  onStart: () => void;
  onEnd: () => void;
  onWrap: () => void;
  onTimes: (times: TimeMode) => void;
  onFull: () => void;
  onFoldAll: () => void;
  children?: ReactNode;
}

/** What can be done with the log; the state of every toggle is in its pressed state, not in its colour alone. */
export function LogToolbar(props: LogToolbarProps) {
  const { lines, live, following, wrap, times, full, folded, downloadHref } = props;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-1 gap-y-1.5 border-line border-b px-2 py-1">
      <h2 className="px-1 font-semibold">Log</h2>
      <span className="mr-auto whitespace-nowrap pr-2 text-muted text-sm">
        {lines.toLocaleString("en-US")} {lines === 1 ? "entry" : "entries"}
      </span>
      {props.children}
      {live && (
        <Button
          size="sm"
          variant="secondary"
          // On a phone beside the search, which has a row of its own.
          className="max-sm:order-last"
          aria-pressed={following}
          onClick={props.onFollow}
        >
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
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={`Times: ${timeModeText[times]}`} title="Times">
            <Clock aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuRadioGroup
            value={times}
            onValueChange={(next) => props.onTimes(timeModes.find((mode) => mode === next) ?? "off")}
          >
            {timeModes.map((mode) => (
              <DropdownMenuRadioItem key={mode} value={mode}>
                {timeModeText[mode]}
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
        </DropdownMenuContent>
      </DropdownMenu>
      <IconButton label={folded ? "Unfold all steps" : "Fold all steps"} onClick={props.onFoldAll}>
        {folded ? <ChevronsUpDown aria-hidden /> : <ChevronsDownUp aria-hidden />}
      </IconButton>
      <IconButton label="Wrap long lines" pressed={wrap} onClick={props.onWrap}>
        <WrapText aria-hidden />
      </IconButton>
      <IconButton label={full ? "Leave full screen" : "Full screen"} pressed={full} onClick={props.onFull}>
        {full ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
      </IconButton>
      {downloadHref !== undefined && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="icon-sm" aria-label="Download the log" title="Download">
              <Download aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem asChild>
              <a href={downloadHref} download>
                As text
              </a>
            </DropdownMenuItem>
            <DropdownMenuItem asChild>
              <a href={`${downloadHref}?format=ndjson`} download>
                As NDJSON, with hashes
              </a>
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
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
