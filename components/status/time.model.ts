const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of milliseconds at the precision an operator reads: `<0.1 s`, `0.4 s`, `12 s`, `3 m 05 s`, `2 h 07 m`, `3 d 4 h`. Never negative. */
export function formatDuration(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < second / 10) return "<0.1 s";
  if (span < second) return `${(Math.floor(span / 100) / 10).toFixed(1)} s`;
  if (span < minute) return `${Math.floor(span / second)} s`;
  if (span < hour) return `${Math.floor(span / minute)} m ${two(Math.floor((span % minute) / second))} s`;
  if (span < day) return `${Math.floor(span / hour)} h ${two(Math.floor((span % hour) / minute))} m`;
  return `${Math.floor(span / day)} d ${Math.floor((span % day) / hour)} h`;
}

/** A span that somebody has set, which is mostly a round one: `10 m`, `1 h 30 m`, `90 s` is `1 m 30 s`. */
export function formatSpan(milliseconds: number): string {
  return formatDuration(milliseconds).replace(/(?<=\D) 00? [smh]$/, "");
}

/** Whole units only, for what is in the past: `just now`, `12 s ago`, `3 m ago`, `2 h ago`, `4 d ago`. */
export function formatAge(milliseconds: number): string {
  if (milliseconds < second) return "just now";
  if (milliseconds < minute) return `${Math.floor(milliseconds / second)} s ago`;
  if (milliseconds < hour) return `${Math.floor(milliseconds / minute)} m ago`;
  if (milliseconds < day) return `${Math.floor(milliseconds / hour)} h ago`;
  return `${Math.floor(milliseconds / day)} d ago`;
}

/** How long something took or has taken, from two instants; an open end is `now` (ms since the epoch). Null when it has not begun. */
export function elapsedBetween(from: string | null, to: string | null, now: number): number | null {
  if (from === null) return null;
  return Math.max(0, (to === null ? now : Date.parse(to)) - Date.parse(from));
}

/** `14:03:22`, in the zone of the browser. */
export function formatClock(instant: string): string {
  const at = new Date(instant);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
}

/** `14:03:22.123`, as log lines carry it. */
export function formatClockMs(instant: string): string {
  return `${formatClock(instant)}.${String(new Date(instant).getMilliseconds()).padStart(3, "0")}`;
}

/** `2026-11-20 14:03:22`, for tool tips and for what is older than a day. */
export function formatInstant(instant: string): string {
  const at = new Date(instant);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${formatClock(instant)}`;
}

/** `2026-11-20 13:03:22Z`, the same in every zone. */
export function formatInstantUtc(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** Bytes with a binary unit: `512 B`, `1.5 KB`, `20 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kilobytes = bytes / 1_024;
  if (kilobytes < 1_024) return `${shortNumber(kilobytes)} KB`;
  return `${shortNumber(kilobytes / 1_024)} MB`;
}

function shortNumber(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
