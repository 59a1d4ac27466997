import { expect, it } from "vitest";
import type { RunView } from "../types.ts";
import { lastUsedOf, shownTemplates } from "./template-picker.model.ts";

const templates = [
  { name: "Host health", slug: "host-health" },
  { name: "HTTP check", slug: "http-check" },
  { name: "Log storm", slug: "log-storm" },
];
const slugs = (used: string[], search: string) => shownTemplates(templates, used, search)?.map(({ slug }) => slug);
const run = (id: number, template: string | null) => ({ id, template }) as RunView; // the two that count

it("the templates that ran last head the list, each once", () => {
  const lanes = [
    { active: [], queued: [run(7, "log-storm")], recent: [run(3, "http-check"), run(5, null)] },
    { active: [], queued: [], recent: [run(6, "http-check"), run(2, "log-storm")] },
  ];
  expect(lastUsedOf(lanes)).toEqual(["log-storm", "http-check"]);
  expect(slugs(["log-storm", "http-check"], "")).toEqual(["log-storm", "http-check", "host-health"]);
  expect(slugs([], "")).toEqual(["host-health", "http-check", "log-storm"]);
  expect(shownTemplates(undefined, [], "")).toBeUndefined();
});

it("a search shows what has it in its name, and first what begins with it", () => {
  expect(slugs(["host-health", "log-storm"], "h")).toEqual(["host-health", "http-check"]);
  expect(slugs([], " STORM ")).toEqual(["log-storm"]);
  expect(slugs(["host-health"], "t")).toEqual(["host-health", "http-check", "log-storm"]);
});
