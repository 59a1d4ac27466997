"use client";
import { cn } from "../ui/cn.ts";
import { useAsOfNow, useInBrowser, useTimes } from "./clock.tsx";
import { elapsedBetween, formatAge, formatDuration, formatInstant, formatInstantUtc } from "./time.model.ts";

/** An instant by the clock that was chosen; null while the browser's zone is not known. */
function useInstantText(at: string): string | null {
  const times = useTimes();
  const inBrowser = useInBrowser();
  if (times === "utc") return formatInstantUtc(at);
  return inBrowser ? formatInstant(at) : null;
}

/** How long something has been going, ticking until `to` is known. */
export function Elapsed({
  from,
  to = null,
  className,
}: {
  from: string | null;
  to?: string | null;
  className?: string;
}) {
  const text = useAsOfNow((now) => {
    const span = elapsedBetween(from, to, now);
    return span === null ? null : formatDuration(span);
  });
  return <span className={className}>{text ?? "–"}</span>;
}

/** How long ago something was, with the exact instant as its title; the other way round for whoever wants instants. */
export function Age({ at, className }: { at: string; className?: string }) {
  const age = useAsOfNow((now) => formatAge(now - Date.parse(at)));
  const instant = useInstantText(at);
  const relative = useTimes() === "relative";
  return (
    <time dateTime={at} title={relative ? (instant ?? undefined) : age} className={className}>
      {relative ? age : (instant ?? "–")}
    </time>
  );
}

/** An instant by the clock of the browser, or by that of Greenwich for whoever wants it. */
export function Moment({ at, className }: { at: string; className?: string }) {
  return (
    <time dateTime={at} className={className}>
      {useInstantText(at) ?? "–"}
    </time>
  );
}

/** How long until something is due. */
export function Until({ at, className }: { at: string; className?: string }) {
  const text = useAsOfNow((now) => formatDuration(Date.parse(at) - now));
  return (
    <time dateTime={at} title={useInstantText(at) ?? undefined} className={cn("whitespace-nowrap", className)}>
      {text}
    </time>
  );
}
