import { numberText } from "../status/number.model.ts";
/** Which hit is next: `at` is the line shown now (null: none yet); from the newest backwards, as logs are read from their end. */
export function nextHit(hits: readonly number[], at: number | null, direction: "next" | "previous"): number | null {
  if (hits.length === 0) return null;
  const first = hits[0] ?? null;
  const last = hits.at(-1) ?? null;
  if (at === null) return direction === "next" ? first : last;
  if (direction === "next") return hits.find((seq) => seq > at) ?? first;
  return hits.findLast((seq) => seq < at) ?? last;
}

/** `3 of 120`, `120 hits`, `no hit`; `complete` false: there may be more. */
export function hitsText(hits: readonly number[], at: number | null, complete: boolean): string {
  const total = `${numberText(hits.length)}${complete ? "" : "+"}`;
  if (hits.length === 0) return "no hit";
  const index = at === null ? -1 : hits.indexOf(at);
  if (index >= 0) return `${numberText(index + 1)} of ${total}`;
  return hits.length === 1 ? "1 hit" : `${total} hits`;
}
