import { type Known, type Reading, unclear, understood } from "./intent.ts";
import { quoted, type Token } from "./tokens.ts";

/** The lane of this name; in other letters, too, where only one has it. */
export function findLane(name: string, { lanes }: Known): Known["lanes"][number] | undefined {
  const exact = lanes.find((lane) => lane.name === name);
  if (exact !== undefined) return exact;
  const alike = lanes.filter((lane) => lane.name.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

/** `/pause B "why"` and `/resume B` */
export function readLane(verb: "pause" | "resume", [named, ...rest]: readonly Token[], known: Known): Reading {
  const note = rest
    .map(({ text }) => text)
    .join(" ")
    .trim();
  const fitting = known.lanes.filter((lane) => (lane.paused_at !== null) === (verb === "resume"));
  const propose = fitting.map((lane) => `/${verb} ${quoted(lane.name)}${note === "" ? "" : ` ${quoted(note)}`}`);
  if (named === undefined) return unclear("Which lane?", propose);
  const lane = findLane(named.text, known);
  if (lane === undefined) return unclear(`There is no lane “${named.text}” here.`, propose);
  if (verb === "resume") return understood({ verb, lane: lane.name });
  if (note === "") return unclear(`Say why, for those who wait: /pause ${quoted(lane.name)} "deploy freeze".`);
  return understood({ verb, lane: lane.name, note });
}
