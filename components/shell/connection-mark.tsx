import type { ConnectionState } from "../types.ts";
import { cn } from "../ui/cn.ts";

const looks = {
  connecting: { word: "Connecting", dot: "border border-current" },
  live: { word: "Live", dot: "rounded-full bg-ok" },
  reconnecting: { word: "Reconnecting", dot: "rotate-45 bg-warn" },
  offline: { word: "Offline", dot: "border-2 border-bad" },
} as const;

/** The connection in one word, in the corner of every page. */
export function ConnectionMark({ state }: { state: ConnectionState }) {
  const look = looks[state.status];
  return (
    <span className="inline-flex items-center gap-1.5 text-muted text-sm">
      <span aria-hidden className={cn("size-2", look.dot)} />
      {/* On a phone the bar has room for a word only when something is the matter. */}
      <span className={state.status === "live" ? "max-sm:sr-only" : undefined}>{look.word}</span>
    </span>
  );
}
