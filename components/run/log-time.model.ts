import { formatClockMs } from "../status/time.model.ts";

/** How the log shows when an entry was printed. `step`: since its step began. */
export const timeModes = ["off", "step", "local", "utc"] as const;
export type TimeMode = (typeof timeModes)[number];

export const timeModeText: Readonly<Record<TimeMode, string>> = {
  off: "No times",
  step: "Since the step began",
  local: "Local time",
  utc: "UTC",
};

/** The time beside an entry; `begun`: when its step began, if that is known. */
export function lineTime(mode: TimeMode, at: string, begun: string | undefined): string | null {
  if (mode === "off") return null;
  if (mode === "utc") return new Date(at).toISOString().slice(11, 23);
  if (mode === "local") return formatClockMs(at);
  return begun === undefined ? "" : sinceText(Date.parse(at) - Date.parse(begun));
}

/** `+0.412`, `+1:05.000`, `+2:00:07.250`: one form for sorting by eye, right-aligned. */
function sinceText(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  const seconds = ((span % 60_000) / 1_000).toFixed(3);
  const minutes = Math.floor(span / 60_000) % 60;
  const hours = Math.floor(span / 3_600_000);
  if (hours > 0) return `+${hours}:${two(minutes)}:${seconds.padStart(6, "0")}`;
  return minutes > 0 ? `+${minutes}:${seconds.padStart(6, "0")}` : `+${seconds}`;
}

const two = (value: number) => String(value).padStart(2, "0");
