import { Cron } from "croner";
import { nearNames } from "../_shared/contracts/near-names.ts";
import { Refusal } from "./refusal.ts";

const fields = [
  { name: "minute", range: "0 to 59" },
  { name: "hour", range: "0 to 23" },
  { name: "day of the month", range: "1 to 31 or L" },
  { name: "month", range: "1 to 12 or JAN to DEC" },
  { name: "day of the week", range: "0 (Sunday) to 7 (Sunday) or SUN to SAT" },
] as const;

/** When a cron is due by the clocks of a time zone. */
export interface Occurrences {
  /** The first `count` after a moment. */
  after(moment: Date, count: number): Date[];
  /** The latest `most` from one moment to another, both included, in order. */
  between(from: Date, to: Date, most: number): Date[];
}

/**
 * Reads a cron of five fields. A time of day that a clock change skips comes right after the change, one that it repeats comes once;
 * what comes every few minutes or hours goes by elapsed time. Throws a Refusal that says what is wrong.
 */
export function readCron(pattern: string, timeZone: string): Occurrences {
  checkTimeZone(timeZone);
  const cron = open(pattern, timeZone);
  if (cron === undefined) throw new Refusal("invalid_input", `cron: ${whatIsWrong(pattern, timeZone)}`);
  if (cron.nextRuns(1).length === 0) throw new Refusal("invalid_input", `cron: "${pattern}" never happens`);
  return {
    after: (moment, count) => cron.nextRuns(count, moment),
    between(from, to, most) {
      const found: Date[] = [];
      // Backwards, and only as far as it goes: what is late is late by one, nearly always.
      for (let cursor = new Date(to.getTime() + 1_000); found.length < most; ) {
        const [previous] = cron.previousRuns(1, cursor);
        if (previous === undefined || previous < from) break;
        if (previous <= to) found.unshift(previous);
        cursor = previous;
      }
      return found;
    },
  };
}

function open(pattern: string, timezone: string): Cron | undefined {
  try {
    // Lists of hours are times of day, too: "30 2,14 * * *".
    return new Cron(pattern, { timezone, mode: "5-part", fixedTimeRule: "no-wildcard", paused: true });
  } catch {
    return undefined;
  }
}

/** The parser's own messages count from zero and name fields by number, so each field is tried alone. */
function whatIsWrong(pattern: string, timeZone: string): string {
  const given = pattern.trim().split(/\s+/);
  if (pattern.startsWith("@")) {
    return `"${pattern}" is not known: write @hourly, @daily, @weekly, @monthly, @yearly or five fields`;
  }
  if (given.length !== fields.length) {
    const names = fields.map(({ name }) => name).join(", ");
    return `"${pattern}" has ${given.length} ${given.length === 1 ? "field" : "fields"}, not five: ${names}`;
  }
  for (const [index, { name, range }] of fields.entries()) {
    const alone = fields.map((_, place) => (place === index ? given[place] : "*")).join(" ");
    if (open(alone, timeZone) === undefined) return `"${given[index]}" is no ${name}: ${range}, with , - / *`;
  }
  return `"${pattern}" cannot be read`;
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    const near = nearNames(timeZone, Intl.supportedValuesOf("timeZone"));
    const hint = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : ", e.g. Europe/Berlin";
    throw new Refusal("invalid_input", `time_zone: "${timeZone}" is not a time zone${hint}`);
  }
}
