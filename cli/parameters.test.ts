import { expect, it } from "vitest";
import { parseParameters } from "./parameters.ts";

const schema = {
  type: "object",
  properties: {
    version: { type: "string" },
    seconds: { type: "integer" },
    dry: { type: "boolean" },
    urls: { type: "array", items: { type: "string" } },
    ports: { type: "array", items: { type: "integer" } },
  },
};

it("values take the type that the template's schema gives them", () => {
  const pairs = ["version=1.0", "seconds=5", "dry=true", "urls=http://a/?b=c", "urls=2", "ports=[80,443]"];
  expect(parseParameters(pairs, schema)).toEqual({
    version: "1.0",
    seconds: 5,
    dry: true,
    urls: ["http://a/?b=c", "2"],
    ports: [80, 443],
  });
  expect(parseParameters(["ports=80"], schema)).toEqual({ ports: [80] });
});

it("values are JSON or else text where the schema is not known", () => {
  expect(parseParameters(["a=5", "b=[1]", "c=x y", "d="], undefined)).toEqual({ a: 5, b: [1], c: "x y", d: "" });
});

it("what is not key=value, or not of its type, is refused by name", () => {
  expect(() => parseParameters(["seconds"], schema)).toThrow('"seconds" is not key=value');
  expect(() => parseParameters(["seconds=soon"], schema)).toThrow('seconds must be integer, not "soon"');
});
