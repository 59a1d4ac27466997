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
import { lazy, type ReactNode } from "react";
import { numberText } from "../status/number.model.ts";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { type TimeMode, timeModeText } from "./log-time.model.ts";

export interface LogToolbarProps {
  /** null: the log was purged, and the note below says of how many. */
  lines: number | null;
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

const load = () => import("./log-menu-panels.tsx");
const TimesPanel = lazy(async () => ({ default: (await load()).TimesPanel }));
const DownloadPanel = lazy(async () => ({ default: (await load()).DownloadPanel }));

/** What can be done with the log; the state of every toggle is in its pressed state, not in its colour alone. */
export function LogToolbar(props: LogToolbarProps) {
  const { lines, live, following, wrap, times, full, folded, downloadHref } = props;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-1 gap-y-1.5 border-line border-b px-2 py-1">
      <h2 className="px-1 font-semibold">Log</h2>
      <span className="mr-auto whitespace-nowrap pr-2 text-muted text-sm">
        {lines !== null && `${numberText(lines)} ${lines === 1 ? "entry" : "entries"}`}
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
      <MenuOnDemand
        prefetch={load}
        menu={(trigger) => <TimesPanel {...{ trigger, times }} onTimes={props.onTimes} />}
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Times: ${timeModeText[times]}`} title="Times">
            <Clock aria-hidden />
          </Button>
        }
      />
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
        <MenuOnDemand
          prefetch={load}
          menu={(trigger) => <DownloadPanel {...{ trigger, downloadHref }} />}
          trigger={
            <Button variant="ghost" size="icon-sm" aria-label="Download the log" title="Download">
              <Download aria-hidden />
            </Button>
          }
        />
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
