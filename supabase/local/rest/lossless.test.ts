import { expect, test } from "vitest";
import { exactNumber, isoTime, parseJson } from "./lossless.ts";

test("numbers keep every digit through parsing and writing", () => {
  const text = '{"a":1.50,"b":9223372036854775807,"c":[12345678901234567890.10],"d":1,"e":"1.50","f":1e400}';
  expect(JSON.stringify(parseJson(text))).toBe(text);
  expect(JSON.stringify([exactNumber("1.50"), exactNumber("2"), exactNumber("NaN")])).toBe('[1.50,2,"NaN"]');
});

test("times are written in ISO form, with or without zone", () => {
  expect(isoTime("2026-01-02 03:04:05.678+00")).toBe("2026-01-02T03:04:05.678+00:00");
  expect(isoTime("2026-01-02 03:04:05+05:30")).toBe("2026-01-02T03:04:05+05:30");
  expect(isoTime("2026-01-02 03:04:05")).toBe("2026-01-02T03:04:05");
  expect(isoTime("infinity")).toBe("infinity");
});
