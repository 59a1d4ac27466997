import { describe, expect, it } from "vitest";
import type { JsonObject } from "../types.ts";
import { checkForm, type FieldValue, fieldsOf } from "./parameter-form.model.ts";

const schema: JsonObject = {
  type: "object",
  properties: {
    folder: { type: "string", title: "Folder", minLength: 2 },
    version: { type: "string", pattern: "^v\\d+$", default: "v1" },
    target: { enum: ["staging", "production", 3], default: "staging" },
    percent: { type: "number", minimum: 0, maximum: 100, default: 95 },
    workers: { type: "integer", minimum: 1 },
    dry: { type: "boolean", default: true },
    urls: { type: "array", items: { type: "string", minLength: 3 }, minItems: 1, default: ["http://a"] },
    extra: { type: "object" },
  },
  required: ["folder"],
};
const fields = fieldsOf(schema);
const filled = (changes: Record<string, FieldValue>) => fields.map((field) => changes[field.name] ?? field.initial);
const check = (changes: Record<string, FieldValue>) =>
  checkForm(schema, fields, filled({ folder: "/srv", ...changes }));
const errorAt = (changes: Record<string, FieldValue>, name: string) => {
  const checked = check(changes);
  return checked.ok ? undefined : checked.errors.get(name);
};

describe("the fields of a parameter form", () => {
  it("have the control that fits their type", () => {
    expect(fields.map((field) => field.control)).toEqual([
      "text",
      "text",
      "choice",
      "number",
      "integer",
      "switch",
      "list",
      "json",
    ]);
  });

  it("begin with the schema's defaults", () => {
    expect(fields.map((field) => field.initial)).toEqual(["", "v1", "0", "95", "", true, ["http://a"], ""]);
  });

  it("say the range that they take", () => expect(fields[3]?.rule).toBe("0 to 100"));

  it("are labelled by the title or else by the name", () => {
    expect([fields[0]?.label, fields[1]?.label]).toEqual(["Folder", "version"]);
  });
});

describe("a parameter form that is filled in", () => {
  it("gives parameters of the schema's types", () => {
    expect(check({ percent: " 12.5 ", workers: "3", urls: ["http://b", " "], target: "2", extra: '{"a":1}' })).toEqual({
      ok: true,
      parameters: {
        ...{ folder: "/srv", version: "v1", target: 3, percent: 12.5, workers: 3, dry: true },
        ...{ urls: ["http://b"], extra: { a: 1 } },
      },
    });
  });

  it("leaves out what is optional and empty", () => {
    const checked = check({});
    expect(checked.ok && Object.keys(checked.parameters)).not.toContain("workers");
  });

  it.each<[string, Record<string, FieldValue>, string, RegExp]>([
    ["a required field that is empty", { folder: "" }, "folder", /Fill this in/],
    ["a number that is none", { percent: "many" }, "percent", /Give a number/],
    ["a fraction where a whole number belongs", { workers: "1.5" }, "workers", /whole number/],
    ["a number out of range", { percent: "101" }, "percent", /100/],
    ["a text against its pattern", { version: "1" }, "version", /form/],
    ["a list that is empty", { urls: [""] }, "urls", /./],
    ["one entry of a list", { urls: ["http://a", "b"] }, "urls", /Entry 2/],
    ["what is no JSON", { extra: "{" }, "extra", /./],
  ])("names the field of %s", (_, changes, name, message) => expect(errorAt(changes, name)).toMatch(message));

  it("names every faulty field at once", () => {
    const checked = check({ folder: "", percent: "x", version: "" });
    expect(checked.ok ? [] : [...checked.errors.keys()].sort()).toEqual(["folder", "percent", "version"]);
  });
});
