"use client";
import { Copy, Link2, X } from "lucide-react";
import { useState } from "react";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";
import type { LogEntryView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { holds, type LineRange, linesHash } from "./line-range.model.ts";
import { plainText } from "./log.model.ts";

export interface LogSelectionProps {
  lines: LineRange;
  entries: readonly LogEntryView[];
  stepNames: readonly string[];
  onClear: () => void;
}

/** What can be done with the lines that are chosen. */
export function LogSelection({ lines, entries, stepNames, onClear }: LogSelectionProps) {
  const [said, setSaid] = useState("");
  const chosen = entries.filter((entry) => holds(lines, entry.seq));
  const missing = lines.to - lines.from + 1 - chosen.length;
  const copy = (text: string, done: string) =>
    void navigator.clipboard.writeText(text).then(
      () => setSaid(done),
      () => setSaid("The browser did not allow it"),
    );
  const copyText = () =>
    copy(
      chosen.map((entry) => plainText(entry, stepNames)).join("\n"),
      missing === 0 ? "Text copied" : `${chosen.length} lines copied; ${missing} are not loaded`,
    );
  const copyLink = () => {
    const { origin, pathname } = window.location;
    copy(`${origin}${pathname}${linesHash(lines)}`, "Link copied");
  };
  useShortcuts("Chosen lines", [{ keys: ["y"], does: "Copy the link to them", run: copyLink }]);
  return (
    <div className="flex flex-wrap items-center gap-1 border-line border-b bg-accent-soft px-2 py-1 text-sm">
      <span role="status" className="px-1 font-medium">
        {lines.from === lines.to ? `Line ${lines.from}` : `Lines ${lines.from} to ${lines.to}`}
      </span>
      <Button size="sm" variant="ghost" onClick={copyLink}>
        <Link2 aria-hidden />
        Copy link
      </Button>
      <Button size="sm" variant="ghost" onClick={copyText} disabled={chosen.length === 0}>
        <Copy aria-hidden />
        Copy text
      </Button>
      <span role="status">{said}</span>
      <span className="ml-auto hidden text-muted sm:inline">
        Shift and a click on a number choose up to it; j, k, J, K by keys
      </span>
      <Button size="icon-sm" variant="ghost" aria-label="Choose no line" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
