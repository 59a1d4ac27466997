"use client";
import { useState } from "react";
import { type Completion, complete } from "../../supabase/functions/_shared/contracts/command-line/complete.ts";
import type { Known } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";

export interface CompletionState {
  items: readonly Completion[];
  /** Which one Tab or Enter takes; -1: none yet. */
  active: number;
}

/** What the word under the caret may become. `take` gives the line and where its caret is then. */
export function useCompletion(line: string, caret: number, known: Known) {
  const [active, setActive] = useState(-1);
  const [closedFor, setClosedFor] = useState<string | null>(null);
  const { from, to, items } = complete(line, caret, known);
  const begun = line.slice(from, caret);
  // What is typed in full needs no list.
  const offered = items.filter((item) => item.text.trimEnd() !== begun);
  const open = line !== "" && closedFor !== line && offered.length > 0;
  return {
    items: open ? offered : [],
    active: open ? Math.min(active, offered.length - 1) : -1,
    move: (by: number) =>
      setActive((at) => (at + by < -1 ? offered.length - 1 : at + by >= offered.length ? -1 : at + by)),
    close: () => {
      setClosedFor(line);
      setActive(-1);
    },
    take: (index: number): { line: string; caret: number } | null => {
      const item = offered[Math.max(index, 0)];
      if (!open || item === undefined) return null;
      setActive(-1);
      const rest = line.slice(to);
      const text = rest.startsWith(" ") ? item.text.trimEnd() : item.text;
      return { line: line.slice(0, from) + text + rest, caret: from + text.length };
    },
  };
}
