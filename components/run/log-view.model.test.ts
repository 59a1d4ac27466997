import { expect, it } from "vitest";
import { initialView, rememberedView } from "./log-view.model.ts";

it("how somebody looks at logs is remembered, and begins anew where what is kept cannot be used", () => {
  expect(rememberedView('{"wrap":false,"times":"utc","more":1}')).toEqual({ wrap: false, times: "utc" });
  for (const kept of [null, "", "{", "null", "7", "{}", '{"wrap":1,"times":"utc"}', '{"wrap":false,"times":"gmt"}']) {
    expect(rememberedView(kept)).toEqual(initialView);
  }
});
