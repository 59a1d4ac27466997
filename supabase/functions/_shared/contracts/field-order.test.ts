import { describe, expect, it } from "vitest";
import { inFieldOrder, withFieldOrder } from "./field-order.ts";
import { TemplateDefinition } from "./template.ts";

const steps = [{ name: "s", kind: "shell", run: "true" }];
const properties = { zone: { type: "string" }, app: { type: "string" } };

describe("the order of a schema's fields", () => {
  it("is written down when a template is published, unless its author did", () => {
    const publish = (parameter_schema: object) =>
      TemplateDefinition.parse({ slug: "s", name: "S", steps, parameter_schema }).parameter_schema;
    expect(publish({ type: "object", properties })).toEqual({
      ...{ type: "object", properties },
      "x-order": ["zone", "app"],
    });
    expect(publish({ type: "object", properties, "x-order": ["app"] })["x-order"]).toEqual(["app"]);
    expect(publish({ type: "object", properties: {} })).toEqual({ type: "object", properties: {} });
  });

  it("counts towards the schema's size, so that what is published can be read again", () => {
    const named = (length: number) => ({
      type: "object",
      properties: Object.fromEntries(["a", "b"].map((letter) => [letter.repeat(length), { type: "string" }])),
    });
    const publish = (parameter_schema: object) =>
      TemplateDefinition.safeParse({ slug: "s", name: "S", steps, parameter_schema });
    const published = publish(named(16_000)).data;
    expect(TemplateDefinition.parse(published)).toEqual(published);
    expect(publish(named(17_000)).error?.issues[0]?.message).toContain("with the order of its properties");
  });

  it("survives a store that sorts names", () => {
    const stored = { ...withFieldOrder({ type: "object", properties }), properties: { app: {}, zone: {} } };
    expect(inFieldOrder(stored, ["app", "zone"])).toEqual(["zone", "app"]);
  });

  it("puts what it does not name last, and leaves out what is not there", () => {
    expect(inFieldOrder({ "x-order": ["b", "gone", "b", 3] }, ["a", "b", "c"])).toEqual(["b", "a", "c"]);
    expect(inFieldOrder({ "x-order": "b" }, ["a", "b"])).toEqual(["a", "b"]);
  });
});
