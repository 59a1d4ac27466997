import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createOutput, table } from "./output.ts";

/** A standard output that is a terminal or a pipe, and what was written to it. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, hasColors: () => isTTY });
  return { stream, written: () => String(stream.read() ?? "") };
}

it("a result is a table at a terminal, and JSON when piped or asked for", () => {
  const show = (names: string[]) => names.join(" and ");
  const written = (isTTY: boolean, jsonAsked: boolean) => {
    const { stream, written } = screen(isTTY);
    createOutput(jsonAsked, stream).result(["A", "B"], show);
    return written();
  };
  expect(written(true, false)).toBe("A and B\n");
  expect(JSON.parse(written(true, true))).toEqual(["A", "B"]);
  expect(JSON.parse(written(false, false))).toEqual(["A", "B"]);
});

it("colours are for terminals only", () => {
  expect(createOutput(false, screen(true).stream).style("red", "x")).toContain("\u001b[31m");
  expect(createOutput(false, screen(false).stream).style("red", "x")).toBe("x");
});

it("a table aligns its columns and shows no control sequences of what it lists", () => {
  const rows = [
    [1, "short", null],
    [1042, "\u001b[2Jlonger name", "A"],
  ];
  expect(table(["RUN", "TITLE", "LANE"], rows)).toBe(
    "RUN   TITLE        LANE\n1     short        -\n1042  longer name  A",
  );
  expect(table(["RUN"], [])).toBe("Nothing to show.");
});
