/** One line of a log, or several that follow each other. */
export interface LineRange {
  from: number;
  to: number;
}

/** What an address names: `#L120` and `#L10-L20`; null: no line. */
export function parseLines(hash: string): LineRange | null {
  const [, first, last] = /^#L(\d{1,9})(?:-L?(\d{1,9}))?$/.exec(hash) ?? [];
  if (first === undefined) return null;
  const ends = [Number(first), Number(last ?? first)];
  const from = Math.min(...ends);
  return from > 0 ? { from, to: Math.max(...ends) } : null;
}

export function linesHash({ from, to }: LineRange): string {
  return from === to ? `#L${from}` : `#L${from}-L${to}`;
}

/** The lines that a click chooses; with Shift, up to it from those that are chosen. */
export function chooseLines(chosen: LineRange | null, seq: number, extend: boolean): LineRange {
  if (!extend || chosen === null) return { from: seq, to: seq };
  return { from: Math.min(chosen.from, seq), to: Math.max(seq < chosen.from ? chosen.to : seq, chosen.from) };
}

export function holds(range: LineRange | null, seq: number): boolean {
  return range !== null && seq >= range.from && seq <= range.to;
}

/** What is chosen when its end `at` is moved to `seq` and the other stays. */
export function extendLines(chosen: LineRange, at: number, seq: number): LineRange {
  const other = at === chosen.from ? chosen.to : chosen.from;
  return { from: Math.min(other, seq), to: Math.max(other, seq) };
}

/** The line after another, or before it, among those that are shown; itself where it is not among what is loaded. Undefined: there is none. */
export function besideLine(shown: readonly { seq: number }[], seq: number, by: 1 | -1): number | undefined {
  const [first, last] = [shown[0]?.seq, shown.at(-1)?.seq];
  if (first === undefined || last === undefined || seq < first || seq > last) return seq;
  return (by > 0 ? shown.find((line) => line.seq > seq) : shown.findLast((line) => line.seq < seq))?.seq;
}
