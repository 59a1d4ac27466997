import { expect, it } from "vitest";
import { fillNumber, fillPlaceholders } from "./placeholders.ts";

const values = { host: "db-1", port: 5432, tags: ["a"], "$&": "x" };

it("fills in strings as they are and other values as JSON", () => {
  expect(fillPlaceholders("http://{{host}}:{{ port }}/?t={{tags}}", values)).toBe('http://db-1:5432/?t=["a"]');
  expect(fillPlaceholders("{{$&}} and {host}", values)).toBe("x and {host}");
});

it("never fills in what a value contains", () => {
  expect(fillPlaceholders("{{a}}", { a: "{{b}}", b: "no" })).toBe("{{b}}");
});

it.each(["missing", "toString", "constructor"])("refuses {{%s}} by name", (name) => {
  expect(() => fillPlaceholders(`{{${name}}}`, values)).toThrow(`{{${name}}} has no value`);
});

it("yields numbers", () => {
  expect(fillNumber(2.5, values)).toBe(2.5);
  expect(fillNumber("{{port}}", values)).toBe(5432);
});

it.each(["{{host}}", "{{blank}}", "{{inf}}"])("refuses %s as a number", (text) => {
  expect(() => fillNumber(text, { host: "db-1", blank: " ", inf: "Infinity" })).toThrow("is not a number");
});
