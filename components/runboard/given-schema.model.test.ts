import { expect, test } from "vitest";
import { schemaOfGiven } from "./given-schema.model.ts";
import { checkForm, fieldsOf } from "./parameter-form.model.ts";

test("a form that nobody touches gives back what it was given, whatever that is", () => {
  const given = {
    ...{ app: "shop", empty: "", text: "one\ntwo", count: 3, ratio: 0.25, dry: true, off: false, nothing: null },
    ...{ hosts: ["a", "b"], none: [], gaps: ["a", ""], mixed: ["a", 1], nested: { deep: [1, { more: null }] } },
  };
  const schema = schemaOfGiven(given);
  const fields = fieldsOf(schema, given);
  const untouched = fields.map(({ initial }) => initial);
  expect(checkForm(schema, fields, untouched)).toEqual({ ok: true, parameters: given });
});

test("a value keeps its type when it is changed", () => {
  const schema = schemaOfGiven({ count: 3, app: "shop" });
  const fields = fieldsOf(schema, { count: 3, app: "shop" });
  expect(checkForm(schema, fields, ["4", "12"])).toEqual({ ok: true, parameters: { count: 4, app: "12" } });
  expect(checkForm(schema, fields, ["many", "12"]).ok).toBe(false);
});
