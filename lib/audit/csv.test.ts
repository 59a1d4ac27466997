import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("a line quotes its text, doubles quotes, keeps line breaks and leaves out what is not there", () => {
  expect(csvLine([7, 'say "hi"', "two\nlines", null, ""])).toBe('7,"say ""hi""","two\nlines",,""\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "|calc", "%0A"])(
  "%j, which a spreadsheet would execute, becomes text",
  (value) => {
    expect(csvLine([value])).toBe(`"'${value}"\r\n`);
  },
);

test("names, codes, JSON and negative numbers of ours stay what they are", () => {
  expect(csvLine(["Ada = Byron", '{"run_id":1}', -5])).toBe('"Ada = Byron","{""run_id"":1}",-5\r\n');
});
