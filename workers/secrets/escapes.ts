const escapeCharacter = "\u001b";
/**
 * Colours, cursor movements and the like, also one that the line ends in. Of a link only its ends, because its address is text as any
 * other.
 */
const escapes = new RegExp(`${escapeCharacter}(?:\\[[0-?]*[ -/]*(?:[@-~]|$)|[ -/]*(?:[0-~]|$))`, "g");
const begunAtEnd = new RegExp(`${escapeCharacter}(?:\\[[0-?]*)?[ -/]*$`);
/** No code is longer. */
const longestCode = 64;

export interface Span {
  from: number;
  to: number;
}

/** A line as it is read: without its escape codes, which may stand before a word or in the middle of it. */
export interface ReadableLine {
  text: string;
  /** Where in the line a character of the text stands. */
  place(index: number): number;
}

export function withoutEscapes(line: string): ReadableLine {
  if (!line.includes(escapeCharacter)) return { text: line, place: (index) => index };
  const removed: { at: number; length: number }[] = [];
  let length = 0;
  const text = line.replace(escapes, (code, at: number) => {
    removed.push({ at: at - length, length: code.length });
    length += code.length;
    return "";
  });
  const place = (index: number) => removed.reduce((sum, code) => (code.at <= index ? sum + code.length : sum), index);
  return { text, place };
}

/** The beginning of an escape code in which a text ends, whose rest may come with the next one. */
export function begunEscape(text: string): string {
  return begunAtEnd.exec(text.slice(-longestCode))?.[0] ?? "";
}

/** Replaces spans of a line's text, which must not overlap. Escape codes stay, also those inside of them. */
export function replaceSpans(line: string, { place }: ReadableLine, spans: readonly (Span & { by: string })[]): string {
  let replaced = "";
  let rest = 0;
  for (const { from, to, by } of spans.toSorted((a, b) => a.from - b.from)) {
    const begin = place(from);
    const end = to > from ? place(to - 1) + 1 : begin;
    replaced += line.slice(rest, begin) + by + (line.slice(begin, end).match(escapes)?.join("") ?? "");
    rest = end;
  }
  return replaced + line.slice(rest);
}
