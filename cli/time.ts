import { InvalidArgumentError } from "commander";

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of `90s`, `15m`, `2h`, `1d`, or a plain number of seconds. */
export function parseDuration(text: string): number {
  const [, number, unit = "s"] = /^(\d+)([smhd])?$/.exec(text) ?? [];
  const seconds = Number(number) * (units[unit] ?? Number.NaN);
  if (!(seconds > 0)) throw new InvalidArgumentError("Give a number and s, m, h or d, e.g. 15m.");
  return seconds;
}

/** `2026-11-20 09:00:00`, by the clock of Greenwich, which a table's heading or the sentence around it names. */
export function utc(instant: string): string {
  return new Date(instant).toISOString().replace("T", " ").slice(0, 19);
}
