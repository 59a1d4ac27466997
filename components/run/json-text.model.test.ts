import { expect, it } from "vitest";
import { parsedJson } from "./json-text.model.ts";

it("a text is no JSON where it does not parse", () => {
  expect(parsedJson("{")).toBeUndefined();
  expect(parsedJson('{"a":[1,null]}')).toEqual({ a: [1, null] });
});
