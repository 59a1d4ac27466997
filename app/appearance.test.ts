import { expect, test } from "vitest";
import { appearanceOf } from "./appearance.ts";

const of = (jar: Record<string, string>) => appearanceOf((name) => jar[name]);

test("a browser that never chose follows the system, in standard rows, with ages", () => {
  expect(of({})).toEqual({ theme: "system", density: "standard", times: "relative" });
});

test("choices are kept, and what is none is as if it were not there", () => {
  expect(of({ "ops-theme": "dark", "ops-density": "compact", "ops-times": "utc" })).toEqual({
    ...{ theme: "dark", density: "compact", times: "utc" },
  });
  expect(of({ "ops-theme": "<script>", "ops-density": "x", "ops-times": "" })).toEqual(of({}));
});
