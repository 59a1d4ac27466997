/**
 * Finds many words in a text in one pass (Aho and Corasick). A state is a number: the longest end of what was read that is the beginning
 * of a word. State 0 is none. The letters A to F are found in either case, as the digits of escapes are.
 */
export class Automaton {
  /** Of each state: the state of its next shorter end, its length, and the length of the longest word that it ends in. */
  readonly #shorter = [0];
  readonly #length = [0];
  readonly #found = [0];
  /** Its child by character; nearly all states have one only, which stands in the two arrays. */
  readonly #onlyCode = [-1];
  readonly #onlyChild = [0];
  readonly #branches = new Map<number, Map<number, number>>();
  /** Children of state 0 by character, because most of a text is read there. */
  readonly #first = new Int32Array(128);

  constructor(words: Iterable<string>) {
    for (const word of words) this.#add(word);
    this.#link();
  }

  /** The state after one more character, by its UTF-16 code. */
  next(state: number, unit: number): number {
    const code = folded(unit);
    for (let at = state; at !== 0; at = this.#shorter[at] ?? 0) {
      const child = this.#child(at, code);
      if (child !== 0) return child;
    }
    return code < 128 ? (this.#first[code] ?? 0) : this.#child(0, code);
  }

  /** How many characters of a word's beginning have been read. */
  lengthOf(state: number): number {
    return this.#length[state] ?? 0;
  }

  /** Length of the longest word that ends here; 0 when none does. */
  foundIn(state: number): number {
    return this.#found[state] ?? 0;
  }

  #add(word: string): void {
    let state = 0;
    for (let at = 0; at < word.length; at++) {
      const code = folded(word.charCodeAt(at));
      let child = this.#child(state, code);
      if (child === 0) {
        child = this.#length.push(at + 1) - 1;
        this.#shorter.push(0);
        this.#found.push(0);
        this.#onlyCode.push(-1);
        this.#onlyChild.push(0);
        this.#setChild(state, code, child);
      }
      state = child;
    }
    this.#found[state] = word.length;
  }

  #child(state: number, code: number): number {
    if (this.#onlyCode[state] === code) return this.#onlyChild[state] ?? 0;
    return this.#branches.get(state)?.get(code) ?? 0;
  }

  #setChild(state: number, code: number, child: number): void {
    if (state === 0 && code < 128) this.#first[code] = child;
    if (this.#onlyCode[state] === -1) {
      this.#onlyCode[state] = code;
      this.#onlyChild[state] = child;
      return;
    }
    const branches = this.#branches.get(state) ?? new Map<number, number>();
    this.#branches.set(state, branches.set(code, child));
  }

  *#childrenOf(state: number): Generator<[code: number, child: number]> {
    const [code = -1, child = 0] = [this.#onlyCode[state], this.#onlyChild[state]];
    if (code !== -1) yield [code, child];
    yield* this.#branches.get(state) ?? [];
  }

  /** From the shortest state to the longest, so that what a state refers to is complete. */
  #link(): void {
    const queue = [...this.#childrenOf(0)].map(([, child]) => child);
    for (const state of queue) {
      const shorter = this.#shorter[state] ?? 0;
      this.#found[state] ||= this.#found[shorter] ?? 0;
      for (const [code, child] of this.#childrenOf(state)) {
        this.#shorter[child] = this.next(shorter, code);
        queue.push(child);
      }
    }
  }
}

/** A hexadecimal digit in lower case. */
function folded(code: number): number {
  return code >= 0x41 && code <= 0x46 ? code + 0x20 : code;
}
