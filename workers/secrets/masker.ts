import { Automaton } from "./automaton.ts";
import { formsOf } from "./forms.ts";

/** What stands in the place of a secret. */
export const mask = "***";

/** Rewrites the lines of one stream, in order. `cut`: this is the beginning of a line whose rest is not known. */
export type LineFilter = (line: string, cut?: boolean) => string;

/** So much of a secret's beginning at the end of a line is taken for the secret, which then goes on in the next line. */
const revealing = 6;

/**
 * Replaces secrets in text, in every form of `formsOf`. Line breaks are read over, so that a secret that was wrapped is found as well.
 * No line waits for the next one: a line that ends in the beginning of a secret loses that end at once, and the next line its part when
 * it has come. At most five characters of a wrapped secret are seen.
 */
export class Masker {
  readonly #automaton: Automaton | undefined;

  constructor(secrets: Iterable<string>) {
    const forms = [...secrets].flatMap(formsOf);
    this.#automaton = forms.length === 0 ? undefined : new Automaton(forms);
  }

  /** A filter with a memory of its own, for the lines of one stream. */
  stream(): LineFilter {
    const automaton = this.#automaton;
    if (automaton === undefined) return (line) => line;
    let state = 0;
    return (line, cut = false) => {
      const read = readLine(automaton, line, state, cut ? 1 : revealing);
      state = cut ? 0 : read.state;
      return read.masked;
    };
  }

  /** One text for itself. */
  text(text: string): string {
    return this.#automaton === undefined ? text : readLine(this.#automaton, text, 0, revealing).masked;
  }

  /** For a text that comes in parts, in order: whether one holds the end of a secret. */
  finder(): (part: string) => boolean {
    const automaton = this.#automaton;
    if (automaton === undefined) return () => false;
    let state = 0;
    return (part) => {
      for (let at = 0; at < part.length; at++) {
        const code = part.charCodeAt(at);
        if (isBreak(code)) continue;
        state = automaton.next(state, code);
        if (automaton.foundIn(state) > 0) return true;
      }
      return false;
    };
  }
}

/** Reads a line from a state on. Spans are [from, to) and in order. */
function readLine(automaton: Automaton, line: string, from: number, enough: number): { state: number; masked: string } {
  let state = from;
  const spans: Span[] = [];
  /** Where the characters that count stand, once they do not stand where they are counted. */
  let places: number[] | undefined;
  let count = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (isBreak(code)) {
      places ??= Array.from({ length: count }, (_, n) => n);
      continue;
    }
    places?.push(at);
    count++;
    state = automaton.next(state, code);
    const found = automaton.foundIn(state);
    if (found > 0) add(spans, placeOf(places, count - found), at + 1);
  }
  const open = automaton.lengthOf(state);
  if (open >= enough && count > 0) add(spans, placeOf(places, count - open), placeOf(places, count - 1) + 1);
  return { state, masked: spans.length === 0 ? line : replace(line, spans) };
}

type Span = [from: number, to: number];

/** Before the line when the word began in an earlier one. */
function placeOf(places: number[] | undefined, index: number): number {
  if (index < 0) return 0;
  return places?.[index] ?? index;
}

function add(spans: Span[], from: number, to: number): void {
  let start = from;
  for (let last = spans.at(-1); last !== undefined && last[1] >= start; last = spans.at(-1)) {
    start = Math.min(start, last[0]);
    spans.pop();
  }
  spans.push([start, to]);
}

function replace(line: string, spans: Span[]): string {
  let masked = "";
  let from = 0;
  for (const [start, end] of spans) {
    masked += line.slice(from, start) + mask;
    from = end;
  }
  return masked + line.slice(from);
}

function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
