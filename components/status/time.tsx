"use client";
import { useNow } from "./clock.tsx";
import { elapsedBetween, formatAge, formatDuration, formatInstant } from "./time.model.ts";

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
  const now = useNow();
  const span = now === null ? null : elapsedBetween(from, to, now);
  return <span className={className}>{span === null ? "–" : formatDuration(span)}</span>;
}

/** How long ago something was, with the exact instant as its title. */
export function Age({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={now === null ? undefined : formatInstant(at)} className={className}>
      {now === null ? "–" : formatAge(now - Date.parse(at))}
    </time>
  );
}

/** An instant by the clock of the browser. */
export function Moment({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  // The server that renders the page first does not know the browser's zone.
  return (
    <time dateTime={at} className={className}>
      {now === null ? "–" : formatInstant(at)}
    </time>
  );
}

/** How long until something is due. */
export function Until({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={now === null ? undefined : formatInstant(at)} className={className}>
      {now === null ? "–" : formatDuration(Date.parse(at) - now)}
    </time>
  );
}
