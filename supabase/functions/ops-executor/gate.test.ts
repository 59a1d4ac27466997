import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createGate } from "./gate.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A gate for one at a time, with room for two and patience of a second; whoever is inside stays until `leave`. */
function stage() {
  const pass = createGate(1, 2, 1_000);
  const entered: string[] = [];
  const leaves: (() => void)[] = [];
  const enter = (name: string, urgent = false) =>
    pass(async () => {
      entered.push(name);
      await new Promise<void>((resolve) => leaves.push(resolve));
    }, urgent).then(
      () => "done",
      (error: { code: string }) => error.code,
    );
  const leave = async () => {
    await vi.advanceTimersByTimeAsync(0); // who may enter has entered
    leaves.shift()?.();
  };
  return { enter, leave, entered };
}

it("lets in who came first, but urgent ones before all that are not", async () => {
  const { enter, leave, entered } = stage();
  const all = [enter("a"), enter("b"), enter("c"), enter("d", true), enter("e", true)];
  for (const _ of all) await leave();
  expect(await Promise.all(all)).toEqual(all.map(() => "done"));
  expect(entered).toEqual(["a", "d", "e", "b", "c"]);
});

it("turns away who finds no room to wait in, of which urgent ones have their own", async () => {
  const { enter, leave, entered } = stage();
  const all = [enter("a"), enter("b"), enter("c"), enter("too many"), enter("d", true), enter("e", true)];
  expect(await enter("too many, even of these", true)).toBe("unavailable");
  for (const _ of all) await leave();
  expect(await Promise.all(all)).toEqual(["done", "done", "done", "unavailable", "done", "done"]);
  expect(entered).toEqual(["a", "d", "e", "b", "c"]);
});

it("turns away who has waited too long, urgent or not, and keeps everybody else's turn", async () => {
  const { enter, leave, entered } = stage();
  const first = enter("a");
  const late = [enter("b"), enter("c", true)];
  await vi.advanceTimersByTimeAsync(500);
  const patient = [enter("d"), enter("e", true)];
  await vi.advanceTimersByTimeAsync(500);
  expect(await Promise.all(late)).toEqual(["unavailable", "unavailable"]);
  for (const _ of [first, ...patient]) await leave();
  expect(await Promise.all([first, ...patient])).toEqual(["done", "done", "done"]);
  expect(entered).toEqual(["a", "e", "d"]);
});
