import { expect, it } from "vitest";
import { terminalText } from "./terminal-text.ts";

it("colours stay at a terminal, end with the line and go when piped", () => {
  expect(terminalText("a \x1b[1;31mred\x1b[0m b", true)).toBe("a \x1b[1;31mred\x1b[0m b\x1b[0m");
  expect(terminalText("a \x1b[1;31mred\x1b[0m b", false)).toBe("a red b");
});

it("nothing that a run prints can move the cursor, clear the screen or rename the window", () => {
  for (const colours of [true, false]) {
    const printed = terminalText("\x1b[2J\x1b[Hx\x1b]0;owned\x07y\rz\x08\x9b1A", colours);
    expect(printed.replaceAll("\x1b[0m", "")).not.toMatch(/\p{Cc}/u);
    expect(terminalText("50%\r100%", colours)).toMatch(/^50%␍100%/);
  }
});
