import { RE2JS } from "re2js";

/** Instructions of a compiled pattern, two for each repetition that is counted; a text takes at most so many steps a character. */
const mostInstructions = 1_200;

/**
 * A pattern of a schema, matched in linear time. JavaScript's own engine goes back and tries again: for `^(\w+-?)+$` and forty letters it
 * would hold up whoever checks, and with ops-executor everybody, for hours.
 */
export class LinearPattern extends RegExp {
  readonly #engine: RE2JS;

  /** Throws an Error, its message for people, when the pattern cannot be matched so. */
  constructor(pattern: string) {
    super(pattern);
    this.#engine = compile(pattern);
  }

  override test(text: string): boolean {
    return this.#engine.test(text);
  }
}

function compile(pattern: string): RE2JS {
  let engine: RE2JS;
  try {
    engine = RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    throw new Error(`pattern ${pattern} cannot be matched in linear time (look-around and \\1 cannot): ${why}`);
  }
  if (engine.programSize() <= mostInstructions) return engine;
  throw new Error(`pattern ${pattern} is too large: say how long a text may be by maxLength`);
}
