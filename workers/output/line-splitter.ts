import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { cleanText, cutMark } from "../../supabase/functions/_shared/contracts/text.ts";
import type { LineFilter } from "../secrets/masker.ts";

const newline = 0x0a;
const carriageReturn = 0x0d;
const encoder = new TextEncoder();
// A line is decoded as a whole, and no UTF-8 sequence contains a newline, so chunk borders need no care.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const prefixDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Makes storable lines of a byte stream, whatever its chunks: `\n` and `\r\n` end a line, invalid UTF-8 becomes U+FFFD, NUL U+2400,
 * and of a line longer than 8 KB the beginning is kept with a mark that states its length. Memory does not grow with a line.
 */
export class LineSplitter {
  readonly #filter: LineFilter;
  /** Beginning of the line that has no newline yet. */
  readonly #head = Buffer.allocUnsafe(limits.lineBytes + 1);
  /** Bytes of that line so far, of which `#head` holds the first. */
  #length = 0;
  #endsInReturn = false;

  /** `filter` rewrites each line before it is cut, so that a cut cannot hide what it looks for. */
  constructor(filter: LineFilter = (line) => line) {
    this.#filter = filter;
  }

  /** Lines completed by this chunk. */
  *push(chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#take(chunk.subarray(start, end));
      yield this.#line(this.#endsInReturn ? this.#length - 1 : this.#length);
      start = end + 1;
    }
    this.#take(chunk.subarray(start));
  }

  /** The last line, if it lacks its newline. */
  end(): string | undefined {
    return this.#length === 0 ? undefined : this.#line(this.#length);
  }

  #take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#length < this.#head.length) {
      this.#head.set(bytes.subarray(0, this.#head.length - this.#length), this.#length);
    }
    this.#length += bytes.length;
    this.#endsInReturn = bytes.at(-1) === carriageReturn;
  }

  #line(length: number): string {
    const kept = this.#head.subarray(0, length);
    this.#length = 0;
    this.#endsInReturn = false;
    const tooLong = length > limits.lineBytes;
    const decoded = cleanText((tooLong ? prefixDecoder : decoder).decode(kept, { stream: tooLong }));
    prefixDecoder.decode(); // drops the piece of a character at the cut
    const text = this.#filter(decoded, tooLong);
    return tooLong || text.length * 3 > limits.lineBytes ? cut(text, length) : text;
  }
}

/** As contracts/text.ts `cutText`, but the mark states the length as the step wrote it. */
function cut(text: string, writtenBytes: number): string {
  const bytes = encoder.encode(text);
  if (writtenBytes <= limits.lineBytes && bytes.length <= limits.lineBytes) return text;
  const mark = cutMark(writtenBytes);
  const kept = prefixDecoder.decode(bytes.subarray(0, limits.lineBytes - encoder.encode(mark).length), {
    stream: true,
  });
  prefixDecoder.decode();
  return kept + mark;
}
