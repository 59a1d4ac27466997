import { expect, test } from "vitest";
import { actorKind, digestOf, outcomeText, templateOf } from "./audit.model.ts";

test("outcomes and callers have words", () => {
  expect([outcomeText("ok"), outcomeText("idempotency_conflict")]).toEqual(["done", "idempotency conflict"]);
  expect(["operator:1", "api_key:7", "system"].map(actorKind)).toEqual(["Person", "API key", "System"]);
});

test("a template is known by what the input names, wherever it stands; nonsense is none", () => {
  expect(templateOf({ template: "host-health" })).toBe("host-health");
  expect(templateOf({ slug: "log-storm", steps: [] })).toBe("log-storm");
  expect([templateOf({ template: 7 }), templateOf({ template: "../x" }), templateOf({})]).toEqual([null, null, null]);
});

test("an input that was too long to keep is told from one that is about digests", () => {
  expect(digestOf({ sha256: "ab", bytes: 200_000 })).toEqual({ sha256: "ab", bytes: 200_000 });
  expect(digestOf({ sha256: "ab", bytes: 1, name: "a" })).toBeNull();
});
