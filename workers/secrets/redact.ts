import { replaceSpans, type Span, withoutEscapes } from "./escapes.ts";
import type { LineFilter } from "./masker.ts";
import { privateKeyFinder } from "./private-keys.ts";
import { cutForms, cutTokenIn, forms, isSuspicious } from "./shapes.ts";

/**
 * A filter for the lines of one stream that replaces e-mail addresses and what has the form of a credential. Of a line that was cut it
 * also replaces what may be the beginning of one at the cut.
 */
export function createRedactor(): LineFilter {
  const keyIn = privateKeyFinder();
  return (line, cut = false) => {
    const readable = withoutEscapes(line);
    const key = keyIn(readable.text, cut);
    if (key === undefined && !isSuspicious(readable.text) && !cut) return line;
    const found = new Findings(readable.text);
    if (key !== undefined) found.add("private key", key);
    for (const [what, form] of forms) found.search(what, form);
    if (cut) {
      for (const [what, form] of cutForms) found.search(what, form);
      const from = cutTokenIn(found.rest);
      if (from !== undefined) found.add("token", { from, to: found.rest.length });
    }
    return found.spans.length === 0 ? line : replaceSpans(line, readable, found.spans);
  };
}

/** What was found in a text so far. */
class Findings {
  readonly spans: (Span & { by: string })[] = [];
  /** The text with line breaks instead of that, so that nothing is found across it and everything keeps its place. */
  rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  add(what: string, { from, to }: Span): void {
    this.spans.push({ from, to, by: `[redacted ${what}]` });
    this.rest = this.rest.slice(0, from) + "\n".repeat(to - from) + this.rest.slice(to);
  }

  /** Adds all that has a form, but for its first group. */
  search(what: string, form: RegExp): void {
    this.rest = this.rest.replace(form, (match: string, kept: string, at: number) => {
      const from = at + kept.length;
      const to = at + match.length;
      this.spans.push({ from, to, by: `[redacted ${what}]` });
      return kept + "\n".repeat(to - from);
    });
  }
}
