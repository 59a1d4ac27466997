import { expect, test } from "vitest";
import { chooseLines, linesHash, parseLines } from "./line-range.model.ts";

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
