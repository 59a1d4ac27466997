import { Automaton } from "./automaton.ts";
import { begunEscape, withoutEscapes } from "./escapes.ts";
import { formsOf } from "./forms.ts";
import { isBreak, maskLine } from "./mask-line.ts";

/** Rewrites the lines of one stream, in order. `cut`: this is the beginning of a line whose rest is not known. */
export type LineFilter = (line: string, cut?: boolean) => string;

/** So much of a secret's beginning at the end of a line is taken for the secret, which then goes on in the next line. */
const revealing = 6;

/**
 * Replaces secrets in text, in every form of `formsOf`. Line breaks and escape codes are read over, so that a secret that was wrapped
 * or coloured is found as well. No line waits for the next one: a line that ends in the beginning of a secret loses that end at once,
 * and the next line its part when it has come. At most five characters of a wrapped secret are seen.
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
      const read = maskLine(automaton, line, state, cut ? 1 : revealing);
      state = cut ? 0 : read.state;
      return read.masked;
    };
  }

  /** One text for itself. */
  text(text: string): string {
    return this.#automaton === undefined ? text : maskLine(this.#automaton, text, 0, revealing).masked;
  }

  /** For a text that comes in parts, in order: whether one holds the end of a secret. */
  finder(): (part: string) => boolean {
    const automaton = this.#automaton;
    if (automaton === undefined) return () => false;
    let asItIs: number | undefined = 0;
    let readable: number | undefined = 0;
    let begun = "";
    return (part) => {
      const same = asItIs === readable;
      asItIs = search(automaton, part, asItIs);
      const { text } = withoutEscapes(begun + part);
      begun = begunEscape(begun + part);
      readable = same && text === part ? asItIs : search(automaton, text, readable);
      return asItIs === undefined || readable === undefined;
    };
  }
}

/** The state after a text that is read from a state on; undefined once a word has ended. */
function search(automaton: Automaton, text: string, from: number | undefined): number | undefined {
  let state = from;
  for (let at = 0; state !== undefined && at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isBreak(code)) continue;
    state = automaton.next(state, code);
    if (automaton.foundIn(state) > 0) return undefined;
  }
  return state;
}
