import type { Span } from "./escapes.ts";

const keyBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** A line inside such a block: base64, or a header. */
const keyLine = /^[\sA-Za-z0-9+/=:;,.()_-]{0,200}$/;
const longestKey = 500;

/** Finds in the lines of one stream what belongs to a private key. */
export function privateKeyFinder(): (line: string, cut: boolean) => Span | undefined {
  let linesLeft = 0;
  return (line, cut) => {
    if (linesLeft > 0) {
      const end = keyEnd.exec(line);
      linesLeft = end === null && keyLine.test(line) ? linesLeft - 1 : 0;
      if (end !== null || linesLeft > 0) return { from: 0, to: end === null ? line.length : end.index + end[0].length };
    }
    const begin = line.includes("PRIVATE KEY") ? keyBegin.exec(line) : null;
    if (begin === null) return undefined;
    const from = begin.index;
    const body = from + begin[0].length;
    const end = keyEnd.exec(line.slice(body));
    if (end !== null) return { from, to: body + end.index + end[0].length };
    // What was cut off had the rest of the key, as far as it was in this line.
    if (!cut) linesLeft = longestKey;
    return { from, to: line.length };
  };
}
