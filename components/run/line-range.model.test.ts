import { expect, test } from "vitest";
import { besideLine, chooseLines, extendLines, linesHash, parseLines } from "./line-range.model.ts";

test("an address names one line or several, in either order", () => {
  expect(parseLines("#L120")).toEqual({ from: 120, to: 120 });
  expect(parseLines("#L10-L20")).toEqual({ from: 10, to: 20 });
  expect(parseLines("#L20-L10")).toEqual({ from: 10, to: 20 });
  for (const other of ["", "#L", "#L0", "#steps", "#L1x"]) expect(parseLines(other)).toBeNull();
});

test("what is chosen has an address that names it again", () => {
  for (const range of [
    { from: 3, to: 3 },
    { from: 3, to: 9 },
  ])
    expect(parseLines(linesHash(range))).toEqual(range);
});

test("a click chooses a line; with Shift, everything between it and what was chosen", () => {
  const one = chooseLines(null, 10, true);
  expect(one).toEqual({ from: 10, to: 10 });
  expect(chooseLines(one, 20, true)).toEqual({ from: 10, to: 20 });
  expect(chooseLines({ from: 10, to: 20 }, 15, true)).toEqual({ from: 10, to: 15 });
  expect(chooseLines({ from: 10, to: 20 }, 5, true)).toEqual({ from: 5, to: 20 });
  expect(chooseLines({ from: 10, to: 20 }, 30, false)).toEqual({ from: 30, to: 30 });
});

test("a key moves one end of what is chosen, over the other one, too", () => {
  const down = extendLines({ from: 10, to: 10 }, 10, 11);
  expect(down).toEqual({ from: 10, to: 11 });
  expect(extendLines(down, 11, 10)).toEqual({ from: 10, to: 10 });
  expect(extendLines({ from: 10, to: 10 }, 10, 9)).toEqual({ from: 9, to: 10 });
  expect(extendLines({ from: 9, to: 10 }, 9, 10)).toEqual({ from: 10, to: 10 });
});

test("the line beside another steps over folded ones, ends at the log's ends, and is the line itself while that is not loaded", () => {
  const shown = [4, 5, 9].map((seq) => ({ seq }));
  expect([besideLine(shown, 5, 1), besideLine(shown, 9, -1)]).toEqual([9, 5]);
  expect([besideLine(shown, 9, 1), besideLine(shown, 4, -1)]).toEqual([undefined, undefined]);
  expect([besideLine(shown, 77, 1), besideLine(shown, 2, -1), besideLine([], 3, 1)]).toEqual([77, 2, 3]);
});
