import { describe, expect, it } from "vitest";
import type { RunView } from "../types.ts";
import { placesOf } from "./run-places.model.ts";

const queue = (...ids: number[]) => ids.map((id) => ({ id }) as RunView); // only the numbers matter here
const places = (position: number, count = 4) =>
  placesOf(queue(11, 12, 13, 14), position, count).map(({ label, to }) => [label, to]);

describe("places of a queued run", () => {
  it("are the front, up, down and the end, each where it is a change of its own", () => {
    expect(places(0)).toEqual([
      ["Move down", { after: 12 }],
      ["Move to the end", { after: 14 }],
    ]);
    expect(places(2)).toEqual([
      ["Move to the front", { before: 11 }],
      ["Move up", { before: 12 }],
      ["Move down", { after: 14 }],
    ]);
    expect(places(3)).toEqual([
      ["Move to the front", { before: 11 }],
      ["Move up", { before: 13 }],
    ]);
  });

  it("have an end also where the board does not know who stands there", () => {
    expect(places(0, 100)).toEqual([
      ["Move down", { after: 12 }],
      ["Move to the end", "end"],
    ]);
    expect(places(3, 100).at(-1)).toEqual(["Move to the end", "end"]);
  });

  it("are none for the only run of a queue", () => {
    expect(placesOf(queue(11), 0, 1)).toEqual([]);
  });
});
