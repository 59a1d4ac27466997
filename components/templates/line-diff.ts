/** One line of a comparison: on both sides, or on one. Line numbers count from 1. */
export type DiffLine =
  | { kind: "same"; text: string; left: number; right: number }
  | { kind: "removed"; text: string; left: number }
  | { kind: "added"; text: string; right: number };

/** What a comparison shows: lines, and in place of many that are the same, how many. */
export type DiffRow = DiffLine | { kind: "gap"; lines: number };

/** Beyond so many pairs of lines (one by one the middle parts are compared) a change is shown as a whole. */
const maxPairs = 4_000_000;

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

/** What has to be removed and added, line by line, to get from one text to the other: as little as possible. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [left, right] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < left.length - head && tail < right.length - head && left.at(-1 - tail) === right.at(-1 - tail))
    tail += 1;
  const same = (from: number, to: number, shift: number): DiffLine[] =>
    left.slice(from, to).map((text, index) => {
      const at = from + index + 1;
      return { kind: "same", text, left: at, right: at + shift };
    });
  const middle = diffMiddle(left.slice(head, left.length - tail), right.slice(head, right.length - tail), head);
  return [...same(0, head, 0), ...middle, ...same(left.length - tail, left.length, right.length - left.length)];
}

/** The longest common subsequence of two lists of lines, by the table of its lengths. */
function diffMiddle(left: string[], right: string[], offset: number): DiffLine[] {
  const removed = (index: number): DiffLine => ({ kind: "removed", text: left[index] ?? "", left: offset + index + 1 });
  const added = (index: number): DiffLine => ({ kind: "added", text: right[index] ?? "", right: offset + index + 1 });
  if (left.length * right.length > maxPairs) {
    return [...left.map((_, index) => removed(index)), ...right.map((_, index) => added(index))];
  }
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      lines.push({ kind: "same", text: left[i] ?? "", left: offset + i + 1, right: offset + j + 1 });
      i += 1;
      j += 1;
    } else if (j === right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(i));
      i += 1;
    } else {
      lines.push(added(j));
      j += 1;
    }
  }
  return lines;
}

/** The comparison with `context` lines around each change; what is the same beyond that is a gap. */
export function withGaps(lines: readonly DiffLine[], context = 3): DiffRow[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind === "same") return;
    for (let at = index - context; at <= index + context; at += 1) near.add(at);
  });
  const rows: DiffRow[] = [];
  let hidden = 0;
  const close = () => {
    if (hidden > 0) rows.push({ kind: "gap", lines: hidden });
    hidden = 0;
  };
  lines.forEach((line, index) => {
    if (!near.has(index)) {
      hidden += 1;
      return;
    }
    close();
    rows.push(line);
  });
  close();
  return rows;
}

/** Two columns of one comparison: what was removed beside what was added in its place. */
export interface SidePair {
  left: Extract<DiffLine, { left: number }> | null;
  right: Extract<DiffLine, { right: number }> | null;
}

export function sideBySide(rows: readonly DiffRow[]): (SidePair | Extract<DiffRow, { kind: "gap" }>)[] {
  const result: (SidePair | Extract<DiffRow, { kind: "gap" }>)[] = [];
  let open: SidePair[] = [];
  const close = () => {
    result.push(...open);
    open = [];
  };
  for (const row of rows) {
    if (row.kind === "gap") {
      close();
      result.push(row);
    } else if (row.kind === "same") {
      close();
      result.push({ left: row, right: row });
    } else if (row.kind === "removed") {
      if (open.some(({ right }) => right !== null)) close();
      open.push({ left: row, right: null });
    } else {
      const place = open.find(({ right }) => right === null);
      if (place === undefined) open.push({ left: null, right: row });
      else place.right = row;
    }
  }
  close();
  return result;
}

export function countChanges(lines: readonly DiffLine[]): { added: number; removed: number } {
  const count = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return { added: count("added"), removed: count("removed") };
}
