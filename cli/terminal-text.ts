import { stripVTControlCharacters } from "node:util";

// Colours and weights (SGR); every other escape sequence could move the cursor, rename the window or worse.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const sgr = /(\x1b\[[\d;:]*m)/;
const control = /(?![\t\n])\p{Cc}/gu;

/** Makes foreign text safe to print: colours stay if wanted, every other control sequence goes, stray control characters are shown. */
export function terminalText(text: string, colours: boolean): string {
  const safe = text
    .split(sgr)
    .map((part, index) => (index % 2 === 1 ? (colours ? part : "") : showControls(stripVTControlCharacters(part))))
    .join("");
  return colours && text.includes("\x1b[") ? `${safe}\x1b[0m` : safe;
}

function showControls(text: string): string {
  return text.replace(control, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
  });
}
