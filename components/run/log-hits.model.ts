/** Lines that are shown together: hits that are near each other, and what stands around them. */
export interface HitGroup {
  from: number;
  to: number;
}

/** Lines before and after a hit that are shown with it. */
const around = 2;

/** What to show of the hits (ascending), each with the lines around it; parts that touch are one. */
export function hitGroups(hits: readonly number[], lastSeq: number): HitGroup[] {
  const groups: HitGroup[] = [];
  for (const hit of hits) {
    const from = Math.max(1, hit - around);
    const to = Math.min(lastSeq, hit + around);
    const before = groups.at(-1);
    if (before !== undefined && from <= before.to + 1) before.to = to;
    else groups.push({ from, to });
  }
  return groups;
}

export const seqsOf = ({ from, to }: HitGroup): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** A line in parts: every second one is what was searched for, whatever its case. */
export function partsOf(line: string, wanted: string): string[] {
  const parts: string[] = [];
  const [text, query] = [line.toLowerCase(), wanted.toLowerCase()];
  let at = 0;
  // Where lower case has another length, places would not be the same.
  if (query === "" || text.length !== line.length) return [line];
  for (let hit = text.indexOf(query); hit >= 0; hit = text.indexOf(query, at)) {
    parts.push(line.slice(at, hit), line.slice(hit, hit + query.length));
    at = hit + query.length;
  }
  return [...parts, line.slice(at)];
}
