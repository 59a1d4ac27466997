import { expect, it } from "vitest";
import { cronWords } from "./cron-words.model.ts";

it.each([
  ["30 6 * * MON-FRI", "At 06:30, Monday through Friday"],
  ["0 3 * * *", "At 03:00, every day"],
  ["*/15 * * * *", "Every 15 minutes"],
  ["0 9 1 * MON", "At 09:00, on day 1 of the month, and on Monday"],
  ["0 12 L * *", "At 12:00, on the last day of the month"],
])("%s is read as: %s", (cron, words) => {
  expect(cronWords(cron)).toBe(words);
});

it.each(["", "30 6 *", "61 6 * * *", "tomorrow"])("%j, which is no cron, has no words", (cron) => {
  expect(cronWords(cron)).toBeNull();
});
