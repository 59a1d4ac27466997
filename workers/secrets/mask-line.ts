import type { Automaton } from "./automaton.ts";
import { type ReadableLine, replaceSpans, type Span, withoutEscapes } from "./escapes.ts";

/** What stands in the place of a secret. */
export const mask = "***";

interface Masked {
  /** Where the automaton is at the line's end. */
  state: number;
  masked: string;
}

/**
 * Masks a line, read from a state on; an open end counts as a secret when so many characters of one are `enough`. It is read twice when it
 * has escape codes: a colour may begin in the middle of a secret, and what has the form of a code may be a secret's beginning.
 */
export function maskLine(automaton: Automaton, line: string, from: number, enough: number): Masked {
  const asItIs = maskText(automaton, line, { text: line, place: (index) => index }, from, enough);
  const readable = withoutEscapes(asItIs.masked);
  if (readable.text === asItIs.masked) return asItIs;
  const read = maskText(automaton, asItIs.masked, readable, from, enough);
  const further = automaton.lengthOf(read.state) > automaton.lengthOf(asItIs.state) ? read : asItIs;
  return { state: further.state, masked: read.masked };
}

function maskText(automaton: Automaton, line: string, readable: ReadableLine, from: number, enough: number): Masked {
  const { state, spans } = spansIn(automaton, readable.text, from, enough);
  if (spans.length === 0) return { state, masked: line };
  const replacements = spans.map((span) => ({ ...span, by: mask }));
  return { state, masked: replaceSpans(line, readable, replacements) };
}

/** Where secrets are in a text that is read from a state on, in order. */
function spansIn(automaton: Automaton, text: string, from: number, enough: number): { state: number; spans: Span[] } {
  let state = from;
  const spans: Span[] = [];
  /** Where the characters that count stand, once they do not stand where they are counted. */
  let places: number[] | undefined;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isBreak(code)) {
      places ??= Array.from({ length: count }, (_, n) => n);
      continue;
    }
    places?.push(at);
    count++;
    state = automaton.next(state, code);
    const found = automaton.foundIn(state);
    if (found > 0) add(spans, { from: placeOf(places, count - found), to: at + 1 });
  }
  const open = automaton.lengthOf(state);
  if (open >= enough && count > 0)
    add(spans, { from: placeOf(places, count - open), to: placeOf(places, count - 1) + 1 });
  return { state, spans };
}

/** Before the line when the word began in an earlier one. */
function placeOf(places: number[] | undefined, index: number): number {
  if (index < 0) return 0;
  return places?.[index] ?? index;
}

function add(spans: Span[], { from, to }: Span): void {
  let start = from;
  for (let last = spans.at(-1); last !== undefined && last.to >= start; last = spans.at(-1)) {
    start = Math.min(start, last.from);
    spans.pop();
  }
  spans.push({ from: start, to });
}

/** Wherever a text was wrapped, it is read over that. */
export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
