// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema
import { describe, expect, it } from "vitest";
import { effectiveSchema, parameterNames, parameterProperty } from "./conditions.ts";
import { withFieldOrder } from "./field-order.ts";
import { checkParameters, compileParameterSchema } from "./parameters.ts";
import type { Json } from "./text.ts";

const deploy: Record<string, Json> = {
  type: "object",
  properties: {
    env: { enum: ["staging", "prod"], default: "staging" },
    replicas: { type: "integer", minimum: 1, default: 1 },
    note: { type: "string" },
  },
  required: ["env"],
  if: { properties: { env: { const: "prod" } } },
  then: {
    properties: { ticket: { type: "string", pattern: "^OPS-\\d+$" }, replicas: { minimum: 2, default: 3 } },
    required: ["ticket"],
    if: { properties: { replicas: { minimum: 10 } } },
    then: { properties: { approver: { type: "string" } }, required: ["approver"] },
  },
  else: { properties: { branch: { type: "string", default: "main" } } },
};
const accepts = (parameters: Record<string, Json>) => checkParameters(deploy, parameters);

describe("dependent parameters", () => {
  it("are demanded when the condition holds, and filled with the branch's defaults", () => {
    expect(accepts({ env: "prod" })).toMatchObject({
      ok: false,
      message: expect.stringContaining("parameters.ticket"),
    });
    expect(accepts({ env: "prod", ticket: "OPS-1" })).toEqual({
      ok: true,
      parameters: { env: "prod", ticket: "OPS-1", replicas: 3 },
    });
  });

  it("do not exist when it does not hold, whose default counts as given", () => {
    expect(accepts({})).toEqual({ ok: true, parameters: { env: "staging", replicas: 1, branch: "main" } });
    expect(accepts({ ticket: "OPS-1" })).toMatchObject({ ok: false, message: expect.stringContaining("ticket") });
  });

  it("may depend on what a branch has said: conditions inside of branches, ranges by the declared type", () => {
    expect(accepts({ env: "prod", ticket: "OPS-1", replicas: 1 }).ok).toBe(false);
    const many = { env: "prod", ticket: "OPS-1", replicas: 10 };
    expect(accepts(many)).toMatchObject({ ok: false, message: expect.stringContaining("approver") });
    expect(accepts({ ...many, approver: "Ada" }).ok).toBe(true);
    expect(Object.keys(Object(effectiveSchema(deploy, many).properties))).toContain("approver");
  });

  it("may stand in entries of allOf, each on its own", () => {
    const when = (name: string, field: string) => ({
      if: { properties: { [name]: { const: true } }, required: [name] },
      then: { properties: { [field]: { type: "string" } }, required: [field] },
    });
    const schema = {
      type: "object",
      properties: { a: { type: "boolean" }, b: { type: "boolean" } },
      allOf: [when("a", "why_a"), when("b", "why_b")],
    };
    expect(checkParameters(schema, {}).ok).toBe(true);
    expect(checkParameters(schema, { a: true, why_a: "x" }).ok).toBe(true);
    expect(checkParameters(schema, { a: true, b: true, why_a: "x" })).toMatchObject({ ok: false });
    expect(checkParameters(schema, { a: true, b: true, why_a: "x", why_b: "y" }).ok).toBe(true);
  });

  it("stand behind what they depend on, unless the author ordered them", () => {
    const order = ["env", "ticket", "branch", "replicas", "approver", "note"];
    expect(parameterNames(deploy)).toEqual(order);
    expect(withFieldOrder(deploy)["x-order"]).toEqual(order);
  });
});

it("a parameter's own schema is found wherever it is declared", () => {
  expect(parameterProperty(deploy, "approver")).toEqual({ type: "string" });
  expect(parameterProperty(deploy, "replicas")).toMatchObject({ default: 1 });
  expect(parameterProperty(deploy, "nothing")).toBeUndefined();
});

describe("a condition is refused at publishing", () => {
  const property = { a: { type: "string" } };
  it.each([
    ["without then and else", { if: { properties: property } }, /needs a then or an else/],
    ["that is no schema", { if: "prod", then: {} }, /if must be a schema/],
    ["that is missing", { then: { required: ["a"] } }, /if must be a schema/],
    ["inside of a property", { properties: { b: { if: {}, then: {} } } }, /unknown keyword schema\.properties\.b\.if/],
    ["with a keyword that a branch cannot have", { if: {}, then: { minProperties: 2 } }, /schema\.then\.minProperties/],
    ["with a broken property in a branch", { if: {}, then: { properties: { c: { typ: "x" } } } }, /properties\.c\.typ/],
    ["with a misspelt keyword of its own", { if: { propertys: {} }, then: {} }, /schema\.if\.propertys/],
  ])("%s", (_, more, message) => {
    expect(() => compileParameterSchema({ type: "object", properties: property, ...more })).toThrow(message);
  });
});
