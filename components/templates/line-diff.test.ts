import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countChanges, type DiffLine, diffLines, sideBySide, withGaps } from "./line-diff.ts";

const marks = { same: " ", removed: "-", added: "+" };
const show = (lines: readonly DiffLine[]) => lines.map(({ kind, text }) => marks[kind] + text);

describe("the comparison of two texts", () => {
  it("names what was removed and added, with line numbers of both", () => {
    const lines = diffLines("a\nb\nc\nd\n", "a\nc\nx\nd\n");
    expect(show(lines)).toEqual([" a", "-b", " c", "+x", " d"]);
    expect(lines.at(-1)).toEqual({ kind: "same", text: "d", left: 4, right: 4 });
    expect(lines[3]).toMatchObject({ right: 3 });
    expect(countChanges(lines)).toEqual({ added: 1, removed: 1 });
  });

  it("of equal texts has no change, and to or from nothing is all change", () => {
    expect(countChanges(diffLines("a\nb", "a\nb\n"))).toEqual({ added: 0, removed: 0 });
    expect(show(diffLines("", "a\nb"))).toEqual(["+a", "+b"]);
    expect(show(diffLines("a\nb", ""))).toEqual(["-a", "-b"]);
  });

  it("always leads from the one to the other", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "")).map((lines) => lines.map((line) => `${line}\n`).join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const side = (kind: DiffLine["kind"]) =>
          lines.flatMap((line) => (line.kind === kind ? [] : [`${line.text}\n`]));
        expect(side("added").join("")).toBe(before);
        expect(side("removed").join("")).toBe(after);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves out what is far from every change, and says how much", () => {
    const many = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const rows = withGaps(diffLines(many.join("\n"), many.with(10, "changed").join("\n")), 1);
    expect(rows.map((row) => (row.kind === "gap" ? row.lines : show([row])[0]))).toEqual([
      ...[9, " line 9", "-line 10", "+changed", " line 11", 8],
    ]);
  });

  it("side by side puts what replaces a line beside it", () => {
    const pairs = sideBySide(withGaps(diffLines("a\nb\nc", "a\nx\ny\nc")));
    expect(pairs.map((pair) => ("lines" in pair ? pair.lines : [pair.left?.text, pair.right?.text]))).toEqual([
      ["a", "a"],
      ["b", "x"],
      [undefined, "y"],
      ["c", "c"],
    ]);
  });
});
