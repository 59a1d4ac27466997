// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema
import { describe, expect, it } from "vitest";
import { confirmTarget } from "../../supabase/functions/_shared/contracts/confirm-target.ts";
import type { JsonObject } from "../types.ts";
import { checkForm, type FieldValue, type FieldValues, fieldsOf, liveFields } from "./parameter-form.model.ts";

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

it("a form begins with what is given, else with the defaults", () => {
  const initial = (given: JsonObject) => fieldsOf(schema, given).map((field) => field.initial);
  expect(initial({ folder: "/srv", target: 3, percent: 5, dry: false })).toEqual([
    ...["/srv", "v1", "2", "5", "", false, ["http://a"], ""],
  ]);
});

describe("fields that depend on others", () => {
  const deploy: JsonObject = {
    type: "object",
    properties: { env: { enum: ["staging", "prod"], default: "staging" }, note: { type: "string" } },
    "x-order": ["env", "ticket", "approver", "note"],
    if: { properties: { env: { const: "prod" } } },
    then: {
      properties: { ticket: { type: "string" } },
      required: ["ticket"],
      if: { properties: { ticket: { pattern: "^URGENT" } }, required: ["ticket"] },
      then: { properties: { approver: { type: "string", default: "Ada" } } },
    },
  };
  const names = (values: FieldValues, given?: JsonObject) => liveFields(deploy, values, given).map(({ name }) => name);
  const prod = "1";

  it("come and go with what is typed, in the author's order, however deep", () => {
    expect(names({})).toEqual(["env", "note"]);
    expect(names({ env: prod })).toEqual(["env", "ticket", "note"]);
    expect(names({ env: prod, ticket: "URGENT-1" })).toEqual(["env", "ticket", "approver", "note"]);
    expect(names({ env: "0", ticket: "URGENT-1" })).toEqual(["env", "note"]);
    expect(names({}, { env: "prod", ticket: "URGENT-2" })).toEqual(["env", "ticket", "approver", "note"]);
  });

  it("are checked as the server checks them, and those that are gone are not sent", () => {
    const sent = (values: FieldValues) => {
      const live = liveFields(deploy, values);
      return checkForm(
        deploy,
        live,
        live.map((field) => values[field.name] ?? field.initial),
      );
    };
    expect(sent({ env: prod })).toEqual({ ok: false, errors: new Map([["ticket", "Fill this in."]]) });
    expect(sent({ env: prod, ticket: "URGENT-1" })).toMatchObject({ parameters: { env: "prod", approver: "Ada" } });
    expect(sent({ env: "0", ticket: "URGENT-1" })).toEqual({ ok: true, parameters: { env: "staging" } });
  });
});

describe("what is wrong", () => {
  const words = (property: JsonObject, value: FieldValue) => {
    const one: JsonObject = { type: "object", properties: { it: property } };
    const checked = checkForm(one, fieldsOf(one), [value]);
    return checked.ok ? null : (checked.errors.get("it") ?? checked.errors.get(""));
  };
  it.each([
    ["an address", { type: "string", format: "uri" }, "nowhere", "Must be an address such as https://example.com."],
    ["an e-mail address", { type: "string", format: "email" }, "ada", "Must be an e-mail address."],
    ["a date", { type: "string", format: "date" }, "soon", "Must be a date such as 2026-11-20."],
    ["a length", { type: "string", minLength: 2, maxLength: 5 }, "x", "Must be 2 to 5 characters."],
    ["what the author says", { type: "string", pattern: "^v\\d", "x-message": "Begin with v." }, "1", "Begin with v."],
    ["all that is too much", { type: "string" }, "x".repeat(70_000), "All of it together is 69 KB; a run takes 64 KB."],
    [
      "a secret's name",
      { type: "string", "x-secret": true },
      "not a name",
      "Must be letters, digits and _, 64 at most.",
    ],
  ])("is said in plain words: %s", (_, property, value, text) => expect(words(property, value)).toBe(text));

  it("a text with a media type is a file, as text or as base64", () => {
    const file = (property: JsonObject) =>
      fieldsOf({
        type: "object",
        properties: { it: { type: "string", contentMediaType: "text/csv", ...property } },
      })[0];
    expect(file({})).toMatchObject({ control: "file", file: { encoding: "utf8", mediaType: "text/csv" } });
    expect(file({ contentEncoding: "base64" })).toMatchObject({ control: "file", file: { encoding: "base64" } });
  });
});

it("what has to be typed before a start is the target that the template marks, else its name", () => {
  const template = (property: JsonObject) => ({
    name: "Deploy",
    parameter_schema: { type: "object", properties: { env: { type: "string", ...property } } },
  });
  expect(confirmTarget(template({ "x-target": true }), { env: "prod" })).toBe("prod");
  expect(confirmTarget(template({ "x-target": true }), {})).toBe("Deploy");
  expect(confirmTarget(template({}), { env: "prod" })).toBe("Deploy");
});
