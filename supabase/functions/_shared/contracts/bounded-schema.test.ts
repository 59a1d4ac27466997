// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema
import { describe, expect, it } from "vitest";
import { checkParameters, compileParameterSchema } from "./parameters.ts";
import type { Json } from "./text.ts";

const nested = "^(\\w+-?)+$";
const hostile = `${"a".repeat(5_000)}!`;
const text = { type: "string", pattern: nested };
const takes = (name: Json, value: Json) =>
  checkParameters({ type: "object", properties: { name }, $defs: { text } }, { name: value }).ok;

describe("a pattern that goes back without end in JavaScript", () => {
  it.each<[string, Json, (value: string) => Json]>([
    ["of a parameter", text, (value) => value],
    ["with another one beside it", { ...text, minLength: 2 }, (value) => value],
    ["with a default", { ...text, default: "ab" }, (value) => value],
    ["that may be null", { anyOf: [text, { type: "null" }] }, (value) => value],
    ["of one of several forms", { oneOf: [text, { type: "number" }] }, (value) => value],
    ["of entries", { type: "array", items: text }, (value) => [value]],
    ["of unique entries", { type: "array", items: text, uniqueItems: true }, (value) => [value]],
    ["of a first entry", { type: "array", prefixItems: [text] }, (value) => [value]],
    ["of a field", { type: "object", properties: { a: text } }, (value) => ({ a: value })],
    ["of a field of counted ones", { type: "object", properties: { a: text }, minProperties: 1 }, (a) => ({ a })],
    ["of other fields", { type: "object", additionalProperties: text }, (value) => ({ b: value })],
    ["described elsewhere", { $ref: "#/$defs/text" }, (value) => value],
    ["among others", { type: "string", allOf: [text] }, (value) => value],
  ])("is matched at once, %s", (_, name, of) => {
    expect([takes(name, of("web-api")), takes(name, of(hostile))]).toEqual([true, false]);
  });

  it("is matched at once in a condition", () => {
    const schema = {
      ...{
        type: "object",
        properties: { name: { type: "string" } },
        if: { properties: { name: { pattern: nested } } },
      },
      then: { properties: { size: { type: "integer" } }, required: ["size"] },
    };
    expect(checkParameters(schema, { name: hostile }).ok).toBe(true);
    expect(checkParameters(schema, { name: "web-api" }).ok).toBe(false);
  });
});

it("a pattern means what it means in JavaScript", () => {
  const matches = (pattern: string, value: string) => takes({ type: "string", pattern }, value);
  for (const pattern of [
    "^v\\d+$",
    "a/b",
    "(?<year>\\d{4})-\\d\\d",
    "^[^\\s/]{1,50}$",
    "\\u0041",
    "^.$",
    "x|^y",
    "\\bweb\\b",
  ])
    for (const value of ["v12", "v1\n", "a/b", "2026-11", "a b", "A", "é", "\n", "y", "my web", "cobweb"])
      expect([pattern, value, matches(pattern, value)]).toEqual([pattern, value, new RegExp(pattern).test(value)]);
});

const cyclic = { type: "object", properties: { next: { $ref: "#/$defs/node" } } };
const doubling = Object.fromEntries(
  Array.from({ length: 30 }, (_, n) => {
    const next = { $ref: `#/$defs/d${n + 1}` };
    return [`d${n}`, n === 29 ? { type: "string" } : { anyOf: [next, next] }];
  }),
);

it.each<[string, Json, Record<string, Json>, RegExp]>([
  ["a pattern that looks ahead", { type: "string", pattern: "^(?!x)" }, {}, /linear time/],
  ["a pattern that refers back", { type: "string", pattern: "(a)\\1" }, {}, /linear time/],
  ["a pattern whose repetitions multiply", { type: "string", pattern: "(a{1,40}b){1,40}" }, {}, /invalid repeat count/],
  ["a pattern that is repeated too often", { type: "string", pattern: "^a{1,600}b{1,600}$" }, {}, /too large/],
  ["a pattern without a type", { pattern: "a" }, {}, /needs type: string/],
  ["a pattern in contains", { type: "array", contains: text }, {}, /must not stand in contains/],
  ["a pattern of names", { type: "object", propertyNames: text }, {}, /must not stand in/],
  [
    "patterns instead of names",
    { type: "object", patternProperties: { a: {} } },
    {},
    /unknown keyword.*patternProperties/,
  ],
  ["a reference to itself", cyclic, { node: cyclic }, /leads back to itself/],
  ["a reference to the whole", { $ref: "#" }, {}, /leads back to itself/],
  ["references that double thirty times", { $ref: "#/$defs/d0" }, doubling, /more than 2000 subschemas/],
  [
    "a limit beside a reference",
    { $ref: "#/$defs/a", minLength: 2 },
    { a: { type: "string" } },
    /minLength beside \$ref/,
  ],
])("a schema with %s is refused", (_, a, $defs, message) => {
  expect(() => compileParameterSchema({ type: "object", properties: { a }, $defs })).toThrow(message);
});
