import { describe, expect, it } from "vitest";
import { checkParameters, compileParameterSchema } from "./parameters.ts";
import { TemplateDefinition } from "./template.ts";

const schema = {
  type: "object",
  properties: {
    folder: { type: "string", title: "Folder", minLength: 1 },
    threshold: { type: "number", default: 90, maximum: 100 },
    urls: { type: "array", items: { type: "string", format: "uri" }, default: ["http://localhost/"] },
  },
  required: ["folder"],
};

describe("parameters", () => {
  it("take the schema's defaults", () => {
    const parameters = { folder: "/srv", threshold: 90, urls: ["http://localhost/"] };
    expect(checkParameters(schema, { folder: "/srv" })).toEqual({ ok: true, parameters });
  });

  it("are measured with their defaults, since workers are sent those too", () => {
    const long = { type: "string", default: "d".repeat(20_000) };
    const large = { type: "object", properties: { long, sent: { type: "string" } } };
    expect(checkParameters(large, { sent: "s".repeat(40_000) }).ok).toBe(true);
    const message = "parameters: 80021 bytes with the defaults; 65536 are allowed, send less";
    expect(checkParameters(large, { sent: "s".repeat(60_000) })).toEqual({ ok: false, message });
  });

  it("are measured with all digits of their numbers, as they are stored", () => {
    const numbers = { type: "object", properties: { many: { type: "array", items: { type: "number" } } } };
    expect(checkParameters(numbers, { many: Array(300).fill(-1.5e300) }).ok).toBe(false);
    expect(checkParameters(numbers, { many: Array(300).fill(2e-300) }).ok).toBe(false);
    expect(checkParameters(numbers, { many: Array(300).fill(12_345.678) }).ok).toBe(true);
  });

  it("are refused with every field named and no value quoted", () => {
    const checked = checkParameters(schema, { threshold: 400, urls: ["secret"], thershold: 1 });
    expect(checked.ok).toBe(false);
    const message = checked.ok ? "" : checked.message;
    for (const name of ["parameters.folder", "parameters.threshold", "parameters.urls.0", "thershold"]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain("secret");
  });

  it("unknown to the template are allowed when it says so", () => {
    expect(checkParameters({ ...schema, additionalProperties: true }, { folder: "/", more: [1] }).ok).toBe(true);
  });
});

describe("a parameter schema", () => {
  it.each([
    ["a misspelt keyword", { type: "object", requried: ["a"] }, /schema\.requried/],
    ["a misspelt keyword further in", { type: "object", properties: { a: { anyOf: [{ typ: 1 }] } } }, /anyOf\.0\.typ/],
    ["a keyword that is not checked", { type: "object", properties: { a: { not: {} } } }, /properties\.a\.not/],
    ["a broken pattern", { type: "object", properties: { a: { type: "string", pattern: "(" } } }, /regular expression/],
    ["no object", { type: "array" }, /must be object/],
    ["a dangling reference", { type: "object", properties: { a: { $ref: "#/$defs/b" } } }, /Reference not found/],
  ])("with %s is refused, in a template too", (_, bad, message) => {
    expect(() => compileParameterSchema(bad)).toThrow(message);
    const template = {
      slug: "t",
      name: "T",
      parameter_schema: bad,
      steps: [{ name: "s", kind: "shell", run: "true" }],
    };
    expect(TemplateDefinition.safeParse(template).error?.message).toMatch(message);
  });

  it("may carry annotations", () => {
    expect(() =>
      compileParameterSchema({ type: "object", "x-order": ["a"], properties: { "x-y": { type: "string" } } }),
    ).not.toThrow();
  });
});

describe("a parameter that names a secret", () => {
  const takes = (property: object, value: string) => {
    const schema = { type: "object", properties: { key: { type: "string", "x-secret": true, ...property } } };
    return checkParameters(schema, { key: value }).ok;
  };

  it.each<[string, object]>([
    ["by itself", { type: "string" }],
    ["also with a pattern of its own", { type: "string", pattern: "." }],
    ["also where all that is allowed is listed", { enum: ["DEPLOY_KEY", "../x"] }],
    ["also when it is described elsewhere", { $ref: "#/$defs/text" }],
  ])("takes names only, %s", (_, property) => {
    const schema = { type: "object", properties: { key: { "x-secret": true, ...property } } };
    const $defs = { text: { type: "string" } };
    expect(checkParameters({ ...schema, $defs }, { key: "DEPLOY_KEY" }).ok).toBe(true);
    const message = "parameters.key: must be letters, digits and _, 64 at most";
    expect(checkParameters({ ...schema, $defs }, { key: "../x" })).toEqual({ ok: false, message });
  });

  it("takes only what its own pattern allows, too, and no name where empty is the default", () => {
    expect([takes({ pattern: "^STAGING_" }, "STAGING_KEY"), takes({ pattern: "^STAGING_" }, "KEY")]).toEqual([
      true,
      false,
    ]);
    expect([takes({ default: "" }, ""), takes({}, "")]).toEqual([true, false]);
  });

  it("is held to it by its default and in a branch of a condition", () => {
    const key = { type: "string", "x-secret": true };
    const byDefault = { type: "object", properties: { key: { ...key, default: "../x" } } };
    expect(checkParameters(byDefault, {}).ok).toBe(false);
    const then = { properties: { key: { ...key, pattern: "." } } };
    const branched = { type: "object", if: { required: ["key"] }, then };
    expect([checkParameters(branched, { key: "../x" }).ok, checkParameters(branched, { key: "KEY" }).ok]).toEqual([
      false,
      true,
    ]);
  });
});
