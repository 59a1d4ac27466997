"use client";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import { type TimeMode, timeModes, timeModeText } from "./log-time.model.ts";

export interface TimesPanelProps extends MenuProps {
  times: TimeMode;
  onTimes: (times: TimeMode) => void;
}

/** Which times stand before the lines of a log. */
export function TimesPanel({ trigger, times, onTimes }: TimesPanelProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuRadioGroup
          value={times}
          onValueChange={(next) => onTimes(timeModes.find((mode) => mode === next) ?? "off")}
        >
          {timeModes.map((mode) => (
            <DropdownMenuRadioItem key={mode} value={mode}>
              {timeModeText[mode]}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** The forms in which a log can be had as a file. */
export function DownloadPanel({ trigger, downloadHref }: MenuProps & { downloadHref: string }) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem asChild>
          {/* Not `download`: what comes back instead of the log would be saved as the log. */}
          <a href={downloadHref}>As text</a>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={`${downloadHref}?format=ndjson`}>As NDJSON, with hashes</a>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
