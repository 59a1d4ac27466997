"use client";
import { useAsOfNow, useNow } from "./clock.tsx";
import { elapsedBetween, formatAge, formatDuration, formatInstant, formatInstantUtc } from "./time.model.ts";

/** How this browser wants times, once it has taken the page over (see app/appearance.ts). */
function chosenTimes(): string | undefined {
  return document.documentElement.dataset.times;
}

/** An instant by the clock that was chosen. */
function instantText(at: string): string {
  return chosenTimes() === "utc" ? formatInstantUtc(at) : formatInstant(at);
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
  const now = useNow();
  if (now === null) {
    return (
      <time dateTime={at} className={className}>
        –
      </time>
    );
  }
  const [age, instant] = [formatAge(now - Date.parse(at)), instantText(at)];
  const relative = (chosenTimes() ?? "relative") === "relative";
  return (
    <time dateTime={at} title={relative ? instant : age} className={className}>
      {relative ? age : instant}
    </time>
  );
}

/** An instant by the clock of the browser, or by that of Greenwich for whoever wants it. */
export function Moment({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  // The server that renders the page first does not know the browser's zone.
  return (
    <time dateTime={at} className={className}>
      {now === null ? "–" : instantText(at)}
    </time>
  );
}

/** How long until something is due. */
export function Until({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={now === null ? undefined : instantText(at)} className={className}>
      {now === null ? "–" : formatDuration(Date.parse(at) - now)}
    </time>
  );
}
