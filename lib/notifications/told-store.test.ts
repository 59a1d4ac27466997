import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ToldStore } from "./told-store.ts";

let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.stubGlobal("window", new EventTarget());
});
afterEach(() => void vi.unstubAllGlobals());

it("of all windows of a person exactly one may tell a thing, and no window tells it again", async () => {
  const windows = [new ToldStore("ada"), new ToldStore("ada"), new ToldStore("ada")];
  const taken = await Promise.all(windows.map((window) => window.claim(["run:1", "run:2"])));
  expect(taken.flat().toSorted()).toEqual(["run:1", "run:2"]);
  expect(await new ToldStore("ada").claim(["run:2", "run:3"])).toEqual(["run:3"]);
  expect(await new ToldStore("grace").claim(["run:1"])).toEqual(["run:1"]);
});

it("what is remembered does not grow for ever, and what cannot be read counts as nothing", async () => {
  const store = new ToldStore("ada");
  await store.claim(Array.from({ length: 1_000 }, (_, index) => `run:${index}`));
  expect([...kept.values()].join("").length).toBeLessThan(5_000);
  kept.set("ops-told:ada", "{broken");
  expect(await store.claim(["run:999"])).toEqual(["run:999"]);
});

it("until when the list was read is known to its listeners at once", () => {
  const store = new ToldStore("ada");
  const heard = vi.fn();
  store.subscribe(heard);
  expect(store.readAt()).toBeNull();
  store.markRead(12.4);
  expect([store.readAt(), heard.mock.calls.length]).toEqual([12, 1]);
});
