import { shortestForm } from "./forms.ts";
import { type LineFilter, Masker } from "./masker.ts";
import { createRedactor } from "./redact.ts";

/** The secrets of one attempt, and what keeps them out of everything that it writes. */
export class AttemptSecrets {
  readonly values: ReadonlyMap<string, string>;
  readonly #masker: Masker;
  readonly #redact: boolean;

  /** `redact`: also replaces e-mail addresses and what has the form of a credential. */
  constructor(values: ReadonlyMap<string, string>, redact: boolean) {
    this.values = values;
    this.#masker = new Masker(values.values());
    this.#redact = redact;
  }

  /** Those too short to be masked without garbling the log. */
  get unmasked(): string[] {
    return [...this.values].filter(([, value]) => value.length < shortestForm).map(([name]) => name);
  }

  /** For the lines of one stream, in order. */
  stream(): LineFilter {
    const mask = this.#masker.stream();
    if (!this.#redact) return mask;
    const redact = createRedactor();
    return (line, cut) => redact(mask(line, cut), cut);
  }

  /** For a text that stands alone: an error, a line of the worker's own. */
  text(text: string): string {
    return this.redacted(this.#masker.text(text));
  }

  /** The same for a text that is known to hold no secret. */
  redacted(text: string): string {
    if (!this.#redact) return text;
    const redact = createRedactor();
    const lines = text.split("\n").map((line) => redact(line));
    return lines.join("\n");
  }

  /** An end of a step or an attempt, its error's text as `text` has it. */
  masked<End extends object>(end: End): End {
    return "error" in end && typeof end.error === "string" ? { ...end, error: this.text(end.error) } : end;
  }

  /** For a file's content in parts, in order: whether one holds the end of a secret. */
  finder(): (part: Buffer) => boolean {
    const finds = this.#masker.finder();
    const decoder = new TextDecoder();
    return (part) => finds(decoder.decode(part, { stream: true }));
  }
}
