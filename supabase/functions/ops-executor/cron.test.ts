import { describe, expect, it } from "vitest";
import { readCron } from "./cron.ts";

const next = (cron: string, zone: string, from: string, count = 3) =>
  readCron(cron, zone)
    .after(new Date(from), count)
    .map((date) => date.toISOString().slice(0, 16));

describe("clock changes", () => {
  it.each([
    // In spring the clock goes from 2 to 3: half past two comes at three.
    ["30 2 * * *", "Europe/Berlin", "2027-03-27T12:00Z", ["2027-03-28T01:00", "2027-03-29T00:30", "2027-03-30T00:30"]],
    [
      "30 2 * * *",
      "America/New_York",
      "2027-03-13T12:00Z",
      ["2027-03-14T07:00", "2027-03-15T06:30", "2027-03-16T06:30"],
    ],
    // In autumn it goes from 3 to 2, and from 2 to 1: what comes twice by the clock is done once.
    ["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"]],
    [
      "30 1 * * *",
      "America/New_York",
      "2026-10-31T12:00Z",
      ["2026-11-01T05:30", "2026-11-02T06:30", "2026-11-03T06:30"],
    ],
    [
      "30 1,13 * * *",
      "America/New_York",
      "2026-11-01T00:00Z",
      ["2026-11-01T05:30", "2026-11-01T18:30", "2026-11-02T06:30"],
    ],
    // What comes every hour comes every hour.
    ["15 * * * *", "Europe/Berlin", "2026-10-24T23:30Z", ["2026-10-25T00:15", "2026-10-25T01:15", "2026-10-25T02:15"]],
    [
      "15 * * * *",
      "America/New_York",
      "2026-11-01T04:30Z",
      ["2026-11-01T05:15", "2026-11-01T06:15", "2026-11-01T07:15"],
    ],
    ["15 * * * *", "Europe/Berlin", "2027-03-28T00:00Z", ["2027-03-28T00:15", "2027-03-28T01:15", "2027-03-28T02:15"]],
    [
      "15 * * * *",
      "America/New_York",
      "2027-03-14T06:00Z",
      ["2027-03-14T06:15", "2027-03-14T07:15", "2027-03-14T08:15"],
    ],
  ])("%s in %s after %s", (cron, zone, from, expected) => {
    expect(next(cron, zone, from)).toEqual(expected);
  });
});

it.each([
  ["30 2 * * *", "Europe/Berlin"],
  ["30 1 * * *", "America/New_York"],
  ["*/20 * * * *", "Europe/Berlin"],
  ["0 */6 * * MON-FRI", "America/New_York"],
  ["0 9 L * *", "Australia/Lord_Howe"],
])("what was due is what would have come next, also across clock changes: %s in %s", (cron, zone) => {
  const occurrences = readCron(cron, zone);
  for (const [from, to] of [
    ["2026-10-20T00:10:00Z", "2026-11-03T12:00:00Z"],
    ["2027-03-10T00:10:00Z", "2027-04-01T12:00:00Z"],
  ] as const) {
    const forward = occurrences.after(new Date(from), 2_000).filter((date) => date <= new Date(to));
    expect(occurrences.between(new Date(from), new Date(to), 2_000)).toEqual(forward);
    expect(occurrences.between(new Date(from), new Date(to), 3)).toEqual(forward.slice(-3));
    const [first, last] = [forward[0], forward.at(-1)];
    if (first && last) expect(occurrences.between(first, last, 2_000)).toEqual(forward);
  }
});

it.each([
  ["* * *", "UTC", '"* * *" has 3 fields, not five: minute, hour, day of the month, month, day of the week'],
  ["* * * * * *", "UTC", "has 6 fields, not five"],
  ["61 * * * *", "UTC", '"61" is no minute: 0 to 59'],
  ["0 24 * * *", "UTC", '"24" is no hour: 0 to 23'],
  ["0 9 32 * *", "UTC", '"32" is no day of the month: 1 to 31'],
  ["0 9 * 13 *", "UTC", '"13" is no month: 1 to 12'],
  ["0 9 * * MONDAY-", "UTC", '"MONDAY-" is no day of the week: 0 (Sunday) to 7'],
  ["*/0 * * * *", "UTC", '"*/0" is no minute'],
  ["@sometimes", "UTC", "write @hourly, @daily"],
  ["0 0 31 2 *", "UTC", '"0 0 31 2 *" never happens'],
  ["@daily", "Europe/Berln", '"Europe/Berln" is not a time zone; did you mean Europe/Berlin'],
  ["@daily", "", '"" is not a time zone, e.g. Europe/Berlin'],
])("says what is wrong with %j in %j", (cron, zone, message) => {
  expect(() => readCron(cron, zone)).toThrow(message);
});
