import { expect, test } from "vitest";
import { isRefused } from "./channel-hub.ts";

/** As the client of Realtime makes it of an answer to a join. */
const answered = (reason: string) => new Error(reason, { cause: { reason } });

test("a join that is not allowed is refused; one that could not be asked for, or that the database could not decide, is not", () => {
  expect(
    isRefused(answered("Unauthorized: You do not have permissions to read from this Channel topic: session:9")),
  ).toBe(true);
  expect(isRefused(answered("UnableToConnectToProject: Realtime was unable to connect to the project database"))).toBe(
    false,
  );
  expect(isRefused(new Error("socket closed: 1006", { cause: { code: 1006, reason: "" } }))).toBe(false);
  expect(isRefused(new Error("channel error: connection lost"))).toBe(false);
  expect(isRefused(undefined)).toBe(false);
});
